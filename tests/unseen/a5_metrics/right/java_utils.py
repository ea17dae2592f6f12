# unusual: Java in Python: final utility classes with static methods, getters, a builder and an explicit exception helper
from typing import Final, Optional

import torch
from torch import Tensor


class Preconditions:
    @staticmethod
    def checkComparable(preds: Tensor, target: Tensor) -> None:
        if len(preds.shape) != len(target.shape):
            raise ValueError("ranks differ")
        for axis in range(len(preds.shape)):
            if preds.shape[axis] != target.shape[axis]:
                raise ValueError("sizes differ on axis " + str(axis))
        Preconditions.checkNotEmpty(preds)

    @staticmethod
    def checkNotEmpty(values: Tensor) -> None:
        if values.numel() == 0:
            raise ValueError("empty tensor")


class ConfusionMatrix:
    POSITIVE: Final[int] = 1

    def __init__(self, truePositives: int, falsePositives: int, falseNegatives: int, trueNegatives: int):
        self.__tp = truePositives
        self.__fp = falsePositives
        self.__fn = falseNegatives
        self.__tn = trueNegatives

    @staticmethod
    def fromTensors(preds: Tensor, target: Tensor, positive: int = POSITIVE) -> "ConfusionMatrix":
        Preconditions.checkComparable(preds, target)
        predicted = torch.eq(preds, positive)
        actual = torch.eq(target, positive)
        truePositives = int(torch.logical_and(predicted, actual).sum().item())
        falsePositives = int(predicted.sum().item()) - truePositives
        falseNegatives = int(actual.sum().item()) - truePositives
        trueNegatives = int(preds.numel()) - truePositives - falsePositives - falseNegatives
        return ConfusionMatrix(truePositives, falsePositives, falseNegatives, trueNegatives)

    def merge(self, other: "ConfusionMatrix") -> "ConfusionMatrix":
        return ConfusionMatrix(
            self.getTp() + other.getTp(), self.getFp() + other.getFp(),
            self.getFn() + other.getFn(), self.getTn() + other.getTn(),
        )

    def getTp(self) -> int:
        return self.__tp

    def getFp(self) -> int:
        return self.__fp

    def getFn(self) -> int:
        return self.__fn

    def getTn(self) -> int:
        return self.__tn

    def getTotal(self) -> int:
        return self.__tp + self.__fp + self.__fn + self.__tn

    def getAccuracy(self) -> float:
        return MathUtils.divide(self.__tp + self.__tn, self.getTotal())

    def getPrecision(self) -> float:
        return MathUtils.divide(self.__tp, self.__tp + self.__fp)

    def getRecall(self) -> float:
        return MathUtils.divide(self.__tp, self.__tp + self.__fn)

    def getF1(self) -> float:
        return MathUtils.divide(2.0 * self.__tp, 2.0 * self.__tp + self.__fp + self.__fn)


class MathUtils:
    @staticmethod
    def divide(numerator: float, denominator: float) -> float:
        if denominator == 0:
            return 0.0
        return float(numerator) / float(denominator)


class RegressionMetrics:
    def __init__(self, preds: Tensor, target: Tensor):
        Preconditions.checkComparable(preds, target)
        self.preds = preds.detach().to(dtype=torch.double)
        self.target = target.detach().to(dtype=torch.double)
        self.epsilon: Optional[float] = None

    def withEpsilon(self, epsilon: float) -> "RegressionMetrics":
        self.epsilon = epsilon
        return self

    def getAbsoluteErrors(self) -> Tensor:
        return torch.abs(torch.sub(self.target, self.preds))

    def rootMeanSquaredError(self) -> float:
        return float(torch.sqrt(torch.mean(torch.square(self.getAbsoluteErrors()))).item())

    def meanAbsoluteError(self) -> float:
        return float(torch.mean(self.getAbsoluteErrors()).item())

    def meanAbsolutePercentageError(self) -> float:
        denominator = torch.clamp(torch.abs(self.target), min=self.epsilon)
        return 100.0 * float(torch.mean(torch.div(self.getAbsoluteErrors(), denominator)).item())

    def symmetricMeanAbsolutePercentageError(self) -> float:
        denominator = torch.clamp(torch.add(torch.abs(self.target), torch.abs(self.preds)), min=self.epsilon)
        return 2.0 * float(torch.mean(torch.div(self.getAbsoluteErrors(), denominator)).item())


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    matrix = ConfusionMatrix.fromTensors(preds, target)
    return (matrix.getTp(), matrix.getFp(), matrix.getFn(), matrix.getTn())


def accuracy(preds: Tensor, target: Tensor) -> float:
    Preconditions.checkComparable(preds, target)
    return MathUtils.divide(torch.eq(preds, target).sum().item(), target.numel())


def precision(preds: Tensor, target: Tensor) -> float:
    return ConfusionMatrix.fromTensors(preds, target).getPrecision()


def recall(preds: Tensor, target: Tensor) -> float:
    return ConfusionMatrix.fromTensors(preds, target).getRecall()


def f1_score(preds: Tensor, target: Tensor) -> float:
    return ConfusionMatrix.fromTensors(preds, target).getF1()


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    accumulated = 0.0
    for positive in range(0, num_classes, 1):
        accumulated += ConfusionMatrix.fromTensors(preds, target, positive).getF1()
    return accumulated / num_classes


def rmse(preds: Tensor, target: Tensor) -> float:
    return RegressionMetrics(preds, target).rootMeanSquaredError()


def mae(preds: Tensor, target: Tensor) -> float:
    return RegressionMetrics(preds, target).meanAbsoluteError()


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return RegressionMetrics(preds, target).withEpsilon(eps).meanAbsolutePercentageError()


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return RegressionMetrics(preds, target).withEpsilon(eps).symmetricMeanAbsolutePercentageError()


class LabelFactory:
    @staticmethod
    def create(logits: Tensor, threshold: float) -> Tensor:
        Preconditions.checkNotEmpty(logits)
        isMultiClass = logits.dim() >= 2 and logits.size(-1) > 1
        if isMultiClass:
            return torch.argmax(logits, dim=logits.dim() - 1)
        probabilities = torch.sigmoid(torch.flatten(logits))
        return torch.ge(probabilities, threshold).type(torch.LongTensor).to(logits.device)


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    return LabelFactory.create(logits, threshold)


class RunningMetrics:
    def __init__(self) -> None:
        self.__matrix: Optional[ConfusionMatrix] = None

    def update(self, preds: Tensor, target: Tensor) -> None:
        batch = ConfusionMatrix.fromTensors(preds, target)
        if self.__matrix is None:
            self.__matrix = batch
        else:
            self.__matrix = self.__matrix.merge(batch)

    def compute(self) -> dict[str, float]:
        if self.__matrix is None:
            raise ValueError("IllegalState: update() was never called")
        result: dict[str, float] = {}
        result["accuracy"] = self.__matrix.getAccuracy()
        result["precision"] = self.__matrix.getPrecision()
        result["recall"] = self.__matrix.getRecall()
        result["f1"] = self.__matrix.getF1()
        return result

    def reset(self) -> None:
        self.__matrix = None

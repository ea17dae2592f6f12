# unusual: a hierarchy of Metric objects (template method); the required functions are thin facades over it
from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import Tensor


class Metric(ABC):
    def __call__(self, preds: Tensor, target: Tensor) -> float:
        self.check(preds, target)
        return float(self.value(preds.detach(), target.detach()))

    @staticmethod
    def check(preds: Tensor, target: Tensor) -> None:
        if preds.size() != target.size():
            raise ValueError("preds and target must have one shape")
        if preds.nelement() < 1:
            raise ValueError("a metric of nothing")

    @abstractmethod
    def value(self, preds: Tensor, target: Tensor): ...


class Ratio(Metric):
    @abstractmethod
    def over(self, preds, target) -> int: ...

    @abstractmethod
    def under(self, preds, target) -> int: ...

    def value(self, preds, target):
        under = self.under(preds, target)
        return 0.0 if under == 0 else self.over(preds, target) / under


class Accuracy(Ratio):
    def over(self, preds, target):
        return int((preds == target).sum())

    def under(self, preds, target):
        return len(target)


class HitRatio(Ratio):
    def __init__(self, positive: int = 1):
        self.positive = positive

    def over(self, preds, target):
        return int(((preds == self.positive) & (target == self.positive)).sum())


class Precision(HitRatio):
    def under(self, preds, target):
        return int((preds == self.positive).sum())


class Recall(HitRatio):
    def under(self, preds, target):
        return int((target == self.positive).sum())


class F1(HitRatio):
    def over(self, preds, target):
        return 2 * super().over(preds, target)

    def under(self, preds, target):
        return Precision.under(self, preds, target) + Recall.under(self, preds, target)


class MacroF1(Metric):
    def __init__(self, num_classes: int):
        self.parts = [F1(k) for k in range(num_classes)]

    def value(self, preds, target):
        return sum(part(preds, target) for part in self.parts) / len(self.parts)


class MeanOfTerms(Metric):
    factor = 1.0

    @abstractmethod
    def terms(self, preds, target) -> Tensor: ...

    def value(self, preds, target):
        return self.factor * self.terms(preds.double(), target.double()).mean().item()


class Mse(MeanOfTerms):
    def terms(self, preds, target):
        return (target - preds).square()


class Rmse(Mse):
    def value(self, preds, target):
        return super().value(preds, target) ** 0.5


class Mae(MeanOfTerms):
    def terms(self, preds, target):
        return (target - preds).abs()


class Relative(Mae):
    def __init__(self, eps: float):
        self.eps = eps

    def terms(self, preds, target):
        return super().terms(preds, target) / self.scale(preds, target).clamp_min(self.eps)


class Mape(Relative):
    factor = 100.0

    def scale(self, preds, target):
        return target.abs()


class Smape(Relative):
    factor = 2.0

    def scale(self, preds, target):
        return target.abs() + preds.abs()


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    Metric.check(preds, target)
    yes, no = Precision(1), Precision(0)
    tp, tn = yes.over(preds, target), no.over(preds, target)
    fp = yes.under(preds, target) - tp
    fn = Recall(1).under(preds, target) - tp
    return tp, fp, fn, tn


def accuracy(preds: Tensor, target: Tensor) -> float:
    return Accuracy()(preds, target)


def precision(preds: Tensor, target: Tensor) -> float:
    return Precision()(preds, target)


def recall(preds: Tensor, target: Tensor) -> float:
    return Recall()(preds, target)


def f1_score(preds: Tensor, target: Tensor) -> float:
    return F1()(preds, target)


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    return MacroF1(num_classes)(preds, target)


def rmse(preds: Tensor, target: Tensor) -> float:
    return Rmse()(preds, target)


def mae(preds: Tensor, target: Tensor) -> float:
    return Mae()(preds, target)


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return Mape(eps)(preds, target)


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return Smape(eps)(preds, target)


class Labeller(ABC):
    @staticmethod
    def of(logits: Tensor, threshold: float) -> "Labeller":
        several = logits.ndim > 1 and logits.shape[-1] > 1
        return ManyClasses() if several else TwoClasses(threshold)

    @abstractmethod
    def label(self, logits: Tensor) -> Tensor: ...


class ManyClasses(Labeller):
    def label(self, logits):
        return logits.max(dim=-1).indices


class TwoClasses(Labeller):
    def __init__(self, threshold):
        self.threshold = threshold

    def label(self, logits):
        return (torch.sigmoid(logits.view(logits.shape[0])) >= self.threshold).to(torch.int64)


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.nelement() == 0:
        raise ValueError("no logits")
    return Labeller.of(logits, threshold).label(logits.detach().contiguous())


class RunningMetrics(Metric):
    def __init__(self) -> None:
        self.preds: list[Tensor] = []
        self.target: list[Tensor] = []

    def update(self, preds: Tensor, target: Tensor) -> None:
        self.check(preds, target)
        self.preds += [preds.detach().clone()]
        self.target += [target.detach().clone()]

    def value(self, preds, target):
        return {
            "accuracy": accuracy(preds, target),
            "precision": precision(preds, target),
            "recall": recall(preds, target),
            "f1": f1_score(preds, target),
        }

    def compute(self) -> dict[str, float]:
        if not self.preds:
            raise ValueError("no batch yet")
        return self.value(torch.cat(self.preds), torch.cat(self.target))

    def reset(self) -> None:
        del self.preds[:], self.target[:]

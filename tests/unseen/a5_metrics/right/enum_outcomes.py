# unusual: an Enum of outcomes with truth-table construction; metrics are declared as sets of outcomes above and below
from collections import Counter
from enum import Enum

import torch
from torch import Tensor


class Outcome(Enum):
    TP = (True, True)
    FP = (True, False)
    FN = (False, True)
    TN = (False, False)

    @classmethod
    def between(cls, said: Tensor, true: Tensor):
        return Counter(map(cls, zip(said.tolist(), true.tolist())))


TP, FP, FN, TN = Outcome

# name: (what is added above, what is added below); an outcome written twice counts twice
FORMULAS = {
    "accuracy": ((TP, TN), (TP, FP, FN, TN)),
    "precision": ((TP,), (TP, FP)),
    "recall": ((TP,), (TP, FN)),
    "f1": ((TP, TP), (TP, TP, FP, FN)),
}


def evaluate(name, counter):
    above, below = (sum(counter[o] for o in side) for side in FORMULAS[name])
    return above / below if below > 0 else 0.0


def no_problem(preds, target):
    if preds.shape != target.shape:
        raise ValueError("las formas no coinciden")
    if not preds.shape or preds.shape[0] == 0:
        raise ValueError("entrada vacía")
    return True


def outcomes(preds, target, positive=1):
    assert no_problem(preds, target)
    return Outcome.between(preds == positive, target == positive)


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    no_problem(preds, target)
    counter = outcomes(preds, target)
    return tuple(counter[o] for o in Outcome)


def accuracy(preds: Tensor, target: Tensor) -> float:
    no_problem(preds, target)
    hits = preds == target
    return hits.sum().item() / hits.numel()


def precision(preds: Tensor, target: Tensor) -> float:
    no_problem(preds, target)
    return evaluate("precision", outcomes(preds, target))


def recall(preds: Tensor, target: Tensor) -> float:
    no_problem(preds, target)
    return evaluate("recall", outcomes(preds, target))


def f1_score(preds: Tensor, target: Tensor) -> float:
    no_problem(preds, target)
    return evaluate("f1", outcomes(preds, target))


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    no_problem(preds, target)
    return sum(evaluate("f1", outcomes(preds, target, k)) for k in range(num_classes)) / num_classes


class Norm(Enum):
    L1 = 1
    L2 = 2

    def mean(self, values: Tensor) -> float:
        values = values.detach().double().abs()
        return (values**self.value).mean().item() ** (1 / self.value)


def rmse(preds: Tensor, target: Tensor) -> float:
    no_problem(preds, target)
    return Norm.L2.mean(target - preds)


def mae(preds: Tensor, target: Tensor) -> float:
    no_problem(preds, target)
    return Norm.L1.mean(target - preds)


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    no_problem(preds, target)
    return Norm.L1.mean((target - preds) / target.abs().clamp(min=eps)) * 100


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    no_problem(preds, target)
    return Norm.L1.mean(2 * (target - preds) / (target.abs() + preds.abs()).clamp(min=eps))


class Head(Enum):
    BINARY = "binary"
    CLASSES = "classes"

    @classmethod
    def of(cls, logits):
        return cls.CLASSES if logits.dim() == 2 and logits.shape[1] != 1 else cls.BINARY


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("entrada vacía")
    if Head.of(logits) is Head.CLASSES:
        return logits.softmax(dim=1).argmax(dim=1)
    return torch.where(logits.sigmoid() >= threshold, 1, 0).reshape(logits.shape[0])


class RunningMetrics:
    def __init__(self) -> None:
        self.counter = Counter()

    def update(self, preds: Tensor, target: Tensor) -> None:
        no_problem(preds, target)
        self.counter = self.counter + outcomes(preds, target)

    def compute(self) -> dict[str, float]:
        if not self.counter:
            raise ValueError("aún no hay datos")
        return {name: evaluate(name, self.counter) for name in FORMULAS}

    def reset(self) -> None:
        self.counter = Counter()

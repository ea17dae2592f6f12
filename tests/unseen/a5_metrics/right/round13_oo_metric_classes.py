# how: class hierarchy with __call__, operator overloading (Counts + Counts), a NamedTuple return for confusion_counts, dataclass with __slots__, reset through a fresh object
from __future__ import annotations

import abc
import math
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor


class Confusion(NamedTuple):
    tp: int
    fp: int
    fn: int
    tn: int


@dataclass(slots=True, frozen=True)
class Counts:
    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn, self.tn + other.tn)

    def __bool__(self) -> bool:
        return self.total > 0

    @property
    def total(self) -> int:
        return self.tp + self.fp + self.fn + self.tn

    @classmethod
    def of(cls, preds: Tensor, target: Tensor, positive: int = 1) -> "Counts":
        p, t = preds == positive, target == positive
        tp = int(torch.count_nonzero(p & t))
        return cls(tp, int(p.sum()) - tp, int(t.sum()) - tp, int((~(p | t)).sum()))

    @staticmethod
    def _safe(a: float, b: float) -> float:
        return a / b if b > 0 else 0.0

    @property
    def accuracy(self) -> float:
        return self._safe(self.tp + self.tn, self.total)

    @property
    def precision(self) -> float:
        return self._safe(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float:
        return self._safe(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float:
        p, r = self.precision, self.recall
        return self._safe(2 * p * r, p + r)


class Metric(abc.ABC):
    """Revisa las entradas y delega."""

    def __call__(self, preds: Tensor, target: Tensor, *args, **kwargs):
        if preds.shape != target.shape:
            raise ValueError(f"{type(self).__name__}: {tuple(preds.shape)} contra {tuple(target.shape)}")
        if preds.numel() == 0:
            raise ValueError(f"{type(self).__name__}: entrada vacía")
        return self.value(preds, target, *args, **kwargs)

    @abc.abstractmethod
    def value(self, preds: Tensor, target: Tensor): ...


class _Confusion(Metric):
    def value(self, preds, target):
        c = Counts.of(preds, target)
        return Confusion(c.tp, c.fp, c.fn, c.tn)


class _Accuracy(Metric):
    def value(self, preds, target):
        return (preds == target).sum().item() / target.numel()


class _FromCounts(Metric):
    def __init__(self, name):
        self.name = name

    def value(self, preds, target):
        return getattr(Counts.of(preds, target), self.name)


class _MacroF1(Metric):
    def value(self, preds, target, num_classes):
        return math.fsum(Counts.of(preds, target, c).f1 for c in range(num_classes)) / num_classes


class Regression(Metric):
    def value(self, preds, target, **kwargs):
        return float(self.reduce(preds.to(torch.float64), target.to(torch.float64), **kwargs))


class _RMSE(Regression):
    def reduce(self, p, t):
        return torch.sqrt(torch.mean((t - p) ** 2))


class _MAE(Regression):
    def reduce(self, p, t):
        return torch.mean(torch.abs(t - p))


confusion_counts = _Confusion()
accuracy = _Accuracy()
precision = _FromCounts("precision")
recall = _FromCounts("recall")
f1_score = _FromCounts("f1")
macro_f1 = _MacroF1()
rmse = _RMSE()
mae = _MAE()


class _MAPE(Regression):
    def reduce(self, p, t, eps):
        return 100 * torch.mean((t - p).abs() / torch.maximum(t.abs(), torch.full_like(t, eps)))


class _SMAPE(Regression):
    def reduce(self, p, t, eps):
        size = t.abs() + p.abs()
        size = torch.where(size < eps, torch.full_like(size, eps), size)
        return torch.mean(2 * (t - p).abs() / size)


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return _MAPE()(preds, target, eps=eps)


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return _SMAPE()(preds, target, eps=eps)


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("sin logits no hay etiquetas")
    match logits.dim(), logits.size(-1):
        case (1, _) | (2, 1):
            return (logits.reshape(-1).sigmoid() >= threshold).to(torch.int64)
        case (2, _):
            return logits.max(dim=1).indices
        case _:
            raise ValueError(f"forma inesperada {tuple(logits.shape)}")


class RunningMetrics:
    __slots__ = ("_counts",)

    def __init__(self) -> None:
        self._counts = Counts()

    def update(self, preds: Tensor, target: Tensor) -> None:
        self._counts += Counts(*confusion_counts(preds, target))

    def compute(self) -> dict[str, float]:
        if not self._counts:
            raise ValueError("llama a update antes de compute")
        return {name: getattr(self._counts, name) for name in ("accuracy", "precision", "recall", "f1")}

    def reset(self) -> None:
        self.__init__()

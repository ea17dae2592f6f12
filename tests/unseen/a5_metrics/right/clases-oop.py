# %%
"""Assignment 5, object oriented: a metric is a finisher over a few accumulated sums."""
from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import torch
from torch import Tensor


class EmptyInput(ValueError):
    pass


class ShapeMismatch(ValueError):
    pass


def _validated(preds: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    if preds.shape != target.shape:
        raise ShapeMismatch(f"{tuple(preds.shape)} against {tuple(target.shape)}")
    if preds.numel() == 0:
        raise EmptyInput("a metric of nothing")
    return preds, target


@dataclass(frozen=True)
class Confusion:
    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0

    @classmethod
    def of(cls, preds: Tensor, target: Tensor, positive: int = 1) -> Confusion:
        preds, target = _validated(preds, target)
        said, was = preds.eq(positive), target.eq(positive)
        tp = torch.logical_and(said, was).sum().item()
        n_said, n_was = said.sum().item(), was.sum().item()
        return cls(tp, n_said - tp, n_was - tp, preds.numel() - n_said - n_was + tp)

    def __add__(self, other: Confusion) -> Confusion:
        return Confusion(
            self.tp + other.tp, self.fp + other.fp, self.fn + other.fn, self.tn + other.tn
        )

    @staticmethod
    def _ratio(numerator: int, denominator: int) -> float:
        return numerator / denominator if denominator else 0.0

    @property
    def total(self) -> int:
        return self.tp + self.fp + self.fn + self.tn

    @property
    def accuracy(self) -> float:
        return self._ratio(self.tp + self.tn, self.total)

    @property
    def precision(self) -> float:
        return self._ratio(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float:
        return self._ratio(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float:
        return self._ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn)


class RegressionMetric(ABC):
    """Mean of a term per sample, and something done to the mean."""

    @abstractmethod
    def terms(self, preds: Tensor, target: Tensor) -> Tensor: ...

    def finish(self, mean: float) -> float:
        return mean

    def __call__(self, preds: Tensor, target: Tensor) -> float:
        preds, target = _validated(preds, target)
        return self.finish(self.terms(preds.double(), target.double()).mean().item())


class RMSE(RegressionMetric):
    def terms(self, preds, target):
        return (target - preds).square()

    def finish(self, mean):
        return math.sqrt(mean)


class MAE(RegressionMetric):
    def terms(self, preds, target):
        return (target - preds).abs()


class MAPE(RegressionMetric):
    def __init__(self, eps):
        self.eps = eps

    def terms(self, preds, target):
        return (target - preds).abs() / target.abs().clamp_min(self.eps)

    def finish(self, mean):
        return 100.0 * mean


class SMAPE(MAPE):
    def terms(self, preds, target):
        return (target - preds).abs() / (target.abs() + preds.abs()).clamp_min(self.eps)

    def finish(self, mean):
        return 2.0 * mean


# %%
def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    c = Confusion.of(preds, target)
    return c.tp, c.fp, c.fn, c.tn


# %%
def accuracy(preds: Tensor, target: Tensor) -> float:
    preds, target = _validated(preds, target)
    return 1.0 - torch.count_nonzero(preds != target).item() / preds.numel()


# %%
def precision(preds: Tensor, target: Tensor) -> float:
    return Confusion.of(preds, target).precision


# %%
def recall(preds: Tensor, target: Tensor) -> float:
    return Confusion.of(preds, target).recall


# %%
def f1_score(preds: Tensor, target: Tensor) -> float:
    return Confusion.of(preds, target).f1


# %%
def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    return math.fsum(Confusion.of(preds, target, c).f1 for c in range(num_classes)) / num_classes


# %%
def rmse(preds: Tensor, target: Tensor) -> float:
    return RMSE()(preds, target)


# %%
def mae(preds: Tensor, target: Tensor) -> float:
    return MAE()(preds, target)


# %%
def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return MAPE(eps)(preds, target)


# %%
def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return SMAPE(eps)(preds, target)


# %%
def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise EmptyInput("no logits")
    match logits.shape:
        case (_, classes) if classes > 1:
            return logits.argmax(1)
        case _:
            return (logits.reshape(-1).sigmoid() >= threshold).to(torch.int64)


# %%
class RunningMetrics:
    """Binary metrics of all batches seen since the last `reset`."""

    def __init__(self) -> None:
        self._seen = Confusion()

    def update(self, preds: Tensor, target: Tensor) -> None:
        self._seen += Confusion.of(preds, target)

    def compute(self) -> dict[str, float]:
        if not self._seen.total:
            raise EmptyInput("nothing seen since the last reset")
        return {name: getattr(self._seen, name) for name in ("accuracy", "precision", "recall", "f1")}

    def reset(self) -> None:
        self.__init__()

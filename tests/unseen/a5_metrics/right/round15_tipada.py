# style: typed engineering: NamedTuple with arithmetic, ParamSpec/Concatenate decorator, cached_property, match on shapes, an own ValueError subclass
# option: confusion_counts returns a NamedTuple of ints; RunningMetrics is an additive monoid, per-batch counts summed lazily
from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Concatenate, Final, NamedTuple, ParamSpec, TypeVar

import torch
from torch import Tensor

P = ParamSpec("P")
R = TypeVar("R")
EPS: Final = 1.17e-6


class MetricInputError(ValueError):
    """The inputs do not make a metric."""


def validated(metric: Callable[Concatenate[Tensor, Tensor, P], R]) -> Callable[Concatenate[Tensor, Tensor, P], R]:
    @functools.wraps(metric)
    def wrapper(preds: Tensor, target: Tensor, *args: P.args, **kwargs: P.kwargs) -> R:
        if preds.shape != target.shape:
            raise MetricInputError(f"shapes differ: {preds.shape} and {target.shape}")
        if not preds.numel():
            raise MetricInputError("there are no samples")
        return metric(preds.detach(), target.detach(), *args, **kwargs)

    return wrapper


class Counts(NamedTuple):
    tp: int
    fp: int
    fn: int
    tn: int

    @classmethod
    def of(cls, positive: Tensor, actual: Tensor) -> Counts:
        cells = (positive & actual, positive & ~actual, ~positive & actual, ~(positive | actual))
        return cls(*(int(torch.count_nonzero(cell)) for cell in cells))

    def __add__(self, other: Counts) -> Counts:  # type: ignore[override]
        return Counts(*map(operator.add, self, other))

    @staticmethod
    def _over(a: int, b: int) -> float:
        return a / b if b else 0.0

    @property
    def accuracy(self) -> float:
        return self._over(self.tp + self.tn, sum(self))

    @property
    def precision(self) -> float:
        return self._over(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float:
        return self._over(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float:
        return self._over(2 * self.tp, 2 * self.tp + self.fp + self.fn)


@validated
def confusion_counts(preds: Tensor, target: Tensor) -> Counts:
    return Counts.of(preds == 1, target == 1)


@validated
def accuracy(preds: Tensor, target: Tensor) -> float:
    return torch.eq(preds, target).to(torch.float64).mean().item()


def precision(preds: Tensor, target: Tensor) -> float:
    return confusion_counts(preds, target).precision


def recall(preds: Tensor, target: Tensor) -> float:
    return confusion_counts(preds, target).recall


def f1_score(preds: Tensor, target: Tensor) -> float:
    return confusion_counts(preds, target).f1


@validated
def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    per_class = (Counts.of(preds == c, target == c).f1 for c in range(num_classes))
    return sum(per_class) / num_classes


@dataclass(frozen=True)
class Residuals:
    preds: Tensor
    target: Tensor

    @functools.cached_property
    def absolute(self) -> Tensor:
        return torch.abs(self.target.double() - self.preds.double())

    def mean(self, weights: Tensor | None = None, power: float = 1.0) -> float:
        values = self.absolute.pow(power)
        return (values if weights is None else values * weights).mean().item()


@validated
def rmse(preds: Tensor, target: Tensor) -> float:
    return Residuals(preds, target).mean(power=2.0) ** 0.5


@validated
def mae(preds: Tensor, target: Tensor) -> float:
    return Residuals(preds, target).mean()


@validated
def mape(preds: Tensor, target: Tensor, eps: float = EPS) -> float:
    return 100.0 * Residuals(preds, target).mean(target.double().abs().clamp(min=eps).reciprocal())


@validated
def smape(preds: Tensor, target: Tensor, eps: float = EPS) -> float:
    size = torch.add(target.double().abs(), preds.double().abs())
    return 2.0 * Residuals(preds, target).mean(1.0 / size.clamp_min(eps))


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    match logits.shape:
        case [0, *_] | [_, 0]:
            raise MetricInputError("there are no logits")
        case [_] | [_, 1]:
            return torch.sigmoid(logits.detach()).view(-1).ge(threshold).long()
        case [_, _]:
            return torch.topk(logits.detach(), 1, dim=1).indices.squeeze(1)
        case other:
            raise MetricInputError(f"unexpected shape {tuple(other)}")


@dataclass(eq=False)
class RunningMetrics:
    batches: list[Counts] = field(default_factory=list, init=False, repr=False)

    def update(self, preds: Tensor, target: Tensor) -> None:
        self.batches.append(confusion_counts(preds, target))

    @property
    def total(self) -> Counts:
        if not self.batches:
            raise MetricInputError("no batch since the last reset")
        return functools.reduce(operator.add, self.batches)

    def compute(self) -> dict[str, float]:
        total = self.total
        return {name: getattr(total, name) for name in ("accuracy", "precision", "recall", "f1")}

    def reset(self) -> None:
        self.batches.clear()

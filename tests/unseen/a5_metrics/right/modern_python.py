# A frozen dataclass of counts that can be added up, match over shapes, walrus.
from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

import torch
from torch import Tensor


class Report(TypedDict):
    accuracy: float
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True, order=False)
class Counts:
    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0

    @classmethod
    def of(cls, preds: Tensor, target: Tensor, positive: int = 1) -> Counts:
        _same(preds, target)
        hit, said, true, n = (
            int(((preds == positive) & (target == positive)).sum()),
            int((preds == positive).sum()),
            int((target == positive).sum()),
            target.numel(),
        )
        return cls(tp=hit, fp=said - hit, fn=true - hit, tn=n - said - true + hit)

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn, self.tn + other.tn)

    def __len__(self) -> int:
        return self.tp + self.fp + self.fn + self.tn

    def __iter__(self):
        yield from (self.tp, self.fp, self.fn, self.tn)

    @property
    def accuracy(self) -> float:
        return (self.tp + self.tn) / len(self)

    @property
    def precision(self) -> float:
        return self.tp / said if (said := self.tp + self.fp) else 0.0

    @property
    def recall(self) -> float:
        return self.tp / true if (true := self.tp + self.fn) else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.tp / both if (both := 2 * self.tp + self.fp + self.fn) else 0.0

    def report(self) -> Report:
        return Report(accuracy=self.accuracy, precision=self.precision, recall=self.recall, f1=self.f1)


def _same(preds: Tensor, target: Tensor) -> None:
    match (tuple(preds.shape), tuple(target.shape)):
        case a, b if a != b:
            raise ValueError(f"{a} and {b} are different shapes")
        case shape, _ if 0 in shape:
            raise ValueError("nothing to measure")


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    return *Counts.of(preds, target),


def accuracy(preds: Tensor, target: Tensor) -> float:
    _same(preds, target)
    return float((preds == target).float().sum(dtype=torch.float64) / target.numel())


def precision(preds: Tensor, target: Tensor) -> float:
    return Counts.of(preds, target).precision


def recall(preds: Tensor, target: Tensor) -> float:
    return Counts.of(preds, target).recall


def f1_score(preds: Tensor, target: Tensor) -> float:
    return Counts.of(preds, target).f1


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    return sum(Counts.of(preds, target, c).f1 for c in range(num_classes)) / num_classes


def _errors(preds: Tensor, target: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    _same(preds, target)
    return ((y := target.double()) - (p := preds.double())).abs(), p.abs(), y.abs()


def rmse(preds: Tensor, target: Tensor) -> float:
    error, *_ = _errors(preds, target)
    return (error @ error / error.numel()).sqrt().item()


def mae(preds: Tensor, target: Tensor) -> float:
    error, *_ = _errors(preds, target)
    return error.mean().item()


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    error, _, y = _errors(preds, target)
    return error.div(y.clamp(min=eps)).mean().mul(100).item()


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    error, p, y = _errors(preds, target)
    return error.div((size := p + y).clamp(min=eps)).where(size > 0, 0.0).mean().mul(2).item()


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    match tuple(logits.shape):
        case shape if 0 in shape:
            raise ValueError("nothing to label")
        case (_,) | (_, 1):
            return (logits.reshape(-1).sigmoid() >= threshold).to(torch.int64)
        case (_, _):
            return logits.argmax(dim=1)
        case shape:
            raise ValueError(f"logits of shape {shape}")


class RunningMetrics:
    __slots__ = ("counts",)

    def __init__(self) -> None:
        self.reset()

    def update(self, preds: Tensor, target: Tensor) -> None:
        self.counts += Counts.of(preds, target)

    def compute(self) -> dict[str, float]:
        if not self.counts:
            raise ValueError("update before compute")
        return self.counts.report()

    def reset(self) -> None:
        self.counts = Counts()

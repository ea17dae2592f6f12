"""Todo sale de una sola matriz de confusión, hecha con bincount."""
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


class MetricInputError(ValueError):
    """Nothing to measure, or two things that cannot be compared."""


def _checked(preds: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    if preds.shape != target.shape:
        raise MetricInputError(f"shapes differ: {tuple(preds.shape)} and {tuple(target.shape)}")
    if preds.numel() == 0:
        raise MetricInputError("no samples")
    return preds.detach(), target.detach()


def _matrix(preds: Tensor, target: Tensor, classes: int) -> Tensor:
    """cm[i, j]: how many samples of class i were called j."""
    cells = target.to(torch.int64) * classes + preds.to(torch.int64)
    return torch.bincount(cells, minlength=classes * classes).reshape(classes, classes)


@dataclass(frozen=True, slots=True)
class Counts:
    tp: int
    fp: int
    fn: int
    tn: int

    @classmethod
    def of(cls, preds: Tensor, target: Tensor) -> "Counts":
        (tn, fp), (fn, tp) = _matrix(*_checked(preds, target), classes=2).tolist()
        return cls(tp, fp, fn, tn)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(a + b for a, b in zip(self.astuple, other.astuple)))

    @property
    def astuple(self) -> tuple[int, int, int, int]:
        return self.tp, self.fp, self.fn, self.tn

    @property
    def accuracy(self) -> float:
        return (self.tp + self.tn) / sum(self.astuple)

    @property
    def precision(self) -> float:
        return self.tp / (self.tp + self.fp or 1)

    @property
    def recall(self) -> float:
        return self.tp / (self.tp + self.fn or 1)

    @property
    def f1(self) -> float:
        return 2 * self.tp / (2 * self.tp + self.fp + self.fn or 1)


def confusion_counts(preds, target):
    return Counts.of(preds, target).astuple


def accuracy(preds, target):
    preds, target = _checked(preds, target)
    return torch.eq(preds, target).sum().item() / preds.numel()


def precision(preds, target):
    return Counts.of(preds, target).precision


def recall(preds, target):
    return Counts.of(preds, target).recall


def f1_score(preds, target):
    return Counts.of(preds, target).f1


def macro_f1(preds, target, num_classes):
    cm = _matrix(*_checked(preds, target), classes=num_classes).double()
    hits = cm.diagonal()
    total = cm.sum(0) + cm.sum(1)
    return (2 * hits / total.clamp(min=1)).mean().item()


def rmse(preds, target):
    preds, target = _checked(preds, target)
    return (preds.double() - target.double()).square().mean().sqrt().item()


def mae(preds, target):
    preds, target = _checked(preds, target)
    return (preds.double() - target.double()).abs().mean().item()


def mape(preds, target, eps=1.17e-6):
    preds, target = (t.double() for t in _checked(preds, target))
    return 100 * ((target - preds).abs() / target.abs().clamp(min=eps)).mean().item()


def smape(preds, target, eps=1.17e-6):
    preds, target = (t.double() for t in _checked(preds, target))
    return 2 * ((target - preds).abs() / (target.abs() + preds.abs()).clamp(min=eps)).mean().item()


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise MetricInputError("no logits")
    match tuple(logits.shape):
        case (_,) | (_, 1):
            return (logits.reshape(-1).sigmoid() >= threshold).to(torch.int64)
        case (_, _):
            return logits.argmax(dim=1)
        case shape:
            raise MetricInputError(f"cannot read logits of shape {shape}")


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self._counts = Counts(0, 0, 0, 0)

    def update(self, preds, target):
        self._counts = self._counts + Counts.of(preds, target)

    def compute(self):
        if not any(self._counts.astuple):
            raise MetricInputError("nothing seen since the last reset")
        return {name: float(getattr(self._counts, name)) for name in ("accuracy", "precision", "recall", "f1")}

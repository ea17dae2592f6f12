# unusual: a frozen slotted dataclass of counts that forms a monoid (+) with properties; batches are summed with sum(start=)
from __future__ import annotations

from dataclasses import astuple, dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Counts:
    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0

    @classmethod
    def of(cls, preds: Tensor, target: Tensor, positive: int = 1) -> Counts:
        _refuse(preds, target)
        said, true = preds == positive, target == positive
        return cls(*(int(torch.count_nonzero(m)) for m in (said & true, said & ~true, ~said & true, ~said & ~true)))

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other))))

    def __len__(self) -> int:
        return sum(astuple(self))

    @property
    def accuracy(self) -> float:
        return (self.tp + self.tn) / len(self)

    @property
    def precision(self) -> float:
        return self.tp / ((self.tp + self.fp) or 1)

    @property
    def recall(self) -> float:
        return self.tp / ((self.tp + self.fn) or 1)

    @property
    def f1(self) -> float:
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if self.tp else 0.0


def _refuse(preds: Tensor, target: Tensor) -> None:
    problem = None
    if preds.shape != target.shape:
        problem = f"shapes differ: {list(preds.shape)} and {list(target.shape)}"
    elif preds.numel() == 0:
        problem = "empty input"
    if problem:
        raise ValueError(problem)


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    return astuple(Counts.of(preds, target))


def accuracy(preds: Tensor, target: Tensor) -> float:
    _refuse(preds, target)
    return int((preds == target).sum()) / target.numel()


def precision(preds: Tensor, target: Tensor) -> float:
    return Counts.of(preds, target).precision


def recall(preds: Tensor, target: Tensor) -> float:
    return Counts.of(preds, target).recall


def f1_score(preds: Tensor, target: Tensor) -> float:
    return Counts.of(preds, target).f1


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    return sum(Counts.of(preds, target, positive=k).f1 for k in range(num_classes)) / num_classes


@torch.no_grad()
def _error(preds: Tensor, target: Tensor) -> Tensor:
    _refuse(preds, target)
    return target.to(torch.float64) - preds.to(torch.float64)


def rmse(preds: Tensor, target: Tensor) -> float:
    error = _error(preds, target)
    return float(torch.linalg.vector_norm(error)) / len(error) ** 0.5


def mae(preds: Tensor, target: Tensor) -> float:
    error = _error(preds, target)
    return float(torch.linalg.vector_norm(error, ord=1)) / len(error)


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    error = _error(preds, target)
    below = target.detach().to(torch.float64).abs().clip(min=eps)
    return 100.0 * float((error / below).abs().mean())


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    error = _error(preds, target)
    below = (target.detach().to(torch.float64).abs() + preds.detach().to(torch.float64).abs()).clip(min=eps)
    return 2.0 * float((error / below).abs().mean())


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("empty input")
    if logits.ndim == 1:
        logits = logits.unsqueeze(-1)
    n, c = logits.shape
    return logits.argmax(-1) if c > 1 else (logits.sigmoid() >= threshold).squeeze(-1).to(torch.long)


class RunningMetrics:
    __slots__ = ("_parts",)

    def __init__(self) -> None:
        self._parts: list[Counts] = []

    def update(self, preds: Tensor, target: Tensor) -> None:
        self._parts.append(Counts.of(preds, target))

    def compute(self) -> dict[str, float]:
        everything = sum(self._parts, start=Counts())
        if not len(everything):
            raise ValueError("no samples since the last reset")
        return {name: getattr(everything, name) for name in ("accuracy", "precision", "recall", "f1")}

    def reset(self) -> None:
        self._parts = []

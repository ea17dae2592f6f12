"""Sets of positions, and the threshold moved to the logit scale."""
from __future__ import annotations

import math
from fractions import Fraction
from itertools import starmap
from statistics import fmean, harmonic_mean

import torch
from torch import Tensor

torch.set_printoptions(precision=4)


def _same(preds: Tensor, target: Tensor) -> None:
    problems = []
    if list(preds.shape) != list(target.shape):
        problems.append(ValueError(f"{list(preds.shape)} is not {list(target.shape)}"))
    if min(preds.numel(), target.numel()) == 0:
        problems.append(ValueError("there are no samples"))
    if problems:
        raise problems[0]


def _where(mask: Tensor) -> frozenset[int]:
    return frozenset(mask.nonzero().flatten().tolist())


def _sets(preds: Tensor, target: Tensor, positive: int = 1) -> tuple[frozenset, frozenset, frozenset]:
    _same(preds, target)
    return _where(preds == positive), _where(target == positive), frozenset(range(preds.numel()))


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    said, true, everything = _sets(preds, target)
    return len(said & true), len(said - true), len(true - said), len(everything - said - true)


def accuracy(preds: Tensor, target: Tensor) -> float:
    _same(preds, target)
    return float(Fraction(sum(starmap(lambda p, t: int(p == t), zip(preds.tolist(), target.tolist()))), len(preds)))


def precision(preds: Tensor, target: Tensor) -> float:
    said, true, _ = _sets(preds, target)
    return len(said & true) / len(said) if said else 0.0


def recall(preds: Tensor, target: Tensor) -> float:
    said, true, _ = _sets(preds, target)
    return len(said & true) / len(true) if true else 0.0


def f1_score(preds: Tensor, target: Tensor) -> float:
    # harmonic_mean gives 0 when one of the two is 0
    return float(harmonic_mean([precision(preds, target), recall(preds, target)]))


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    _same(preds, target)
    scores = [f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes)]
    return fmean(scores)


def rmse(preds: Tensor, target: Tensor) -> float:
    _same(preds, target)
    return math.dist(preds.tolist(), target.tolist()) / math.sqrt(len(target))


def mae(preds: Tensor, target: Tensor) -> float:
    _same(preds, target)
    return fmean(abs(t - p) for p, t in zip(preds.tolist(), target.tolist()))


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _same(preds, target)
    return fmean(100.0 * abs(t - p) / max(eps, abs(t)) for p, t in zip(preds.tolist(), target.tolist()))


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _same(preds, target)
    return fmean(abs(t - p) / (max(abs(t) + abs(p), eps) / 2) for p, t in zip(preds.tolist(), target.tolist()))


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.nelement() == 0:
        raise ValueError("there are no logits")
    if logits.dim() == 2 and logits.size(1) > 1:
        return logits.topk(k=1, dim=1).indices.squeeze(1)
    scores = logits.flatten()
    if 0.0 < threshold < 1.0:
        # sigmoid(z) >= t  <=>  z >= log(t / (1 - t)), because the sigmoid grows
        return (scores >= math.log(threshold / (1.0 - threshold))).long()
    return (scores.sigmoid() >= threshold).long()


class RunningMetrics:
    """Keeps clones of the batches and joins them when asked."""

    def __init__(self) -> None:
        self._batches: list[tuple[Tensor, Tensor]] = []

    def update(self, preds: Tensor, target: Tensor) -> None:
        self._batches.append((preds.detach().clone(), target.detach().clone()))

    def compute(self) -> dict[str, float]:
        for batch in self._batches:
            _same(*batch)
        if not self._batches:
            raise ValueError("no batch since the last reset")
        preds, target = map(torch.cat, zip(*self._batches))
        functions = {"accuracy": accuracy, "precision": precision, "recall": recall, "f1": f1_score}
        return {name: function(preds, target) for name, function in functions.items()}

    def reset(self) -> None:
        self._batches = []

# Unusual: positives are Python sets of positions and the metrics are set algebra (Dice for F1); means come from statistics.
from __future__ import annotations

import statistics as st
from math import sqrt

import torch
from torch import Tensor


class Same:
    """Checked pair of equally shaped tensors, as lists of Python numbers."""

    def __init__(self, preds: Tensor, target: Tensor) -> None:
        match tuple(preds.shape), tuple(target.shape):
            case (a, b) if a != b:
                raise ValueError(f"{a} is not {b}")
            case ((0,), _):
                raise ValueError("empty")
        self.preds: list = preds.tolist()
        self.target: list = target.tolist()
        if not self.preds:
            raise ValueError("empty")

    def __len__(self) -> int:
        return len(self.preds)

    def __iter__(self):
        return zip(self.target, self.preds)

    def said(self, label: int = 1) -> set[int]:
        return {i for i, p in enumerate(self.preds) if p == label}

    def true(self, label: int = 1) -> set[int]:
        return {i for i, t in enumerate(self.target) if t == label}


def share(part: set, *wholes: set) -> float:
    size = sum(map(len, wholes))
    return len(wholes) * len(part) / size if size else 0.0


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    pair = Same(preds, target)
    said, true = pair.said(), pair.true()
    return len(said & true), len(said - true), len(true - said), len(pair) - len(said | true)


def accuracy(preds: Tensor, target: Tensor) -> float:
    return float(st.fmean([t == p for t, p in Same(preds, target)]))


def precision(preds: Tensor, target: Tensor) -> float:
    pair = Same(preds, target)
    return share(pair.said() & pair.true(), pair.said())


def recall(preds: Tensor, target: Tensor) -> float:
    pair = Same(preds, target)
    return share(pair.said() & pair.true(), pair.true())


def f1_score(preds: Tensor, target: Tensor) -> float:
    pair = Same(preds, target)
    return share(pair.said() & pair.true(), pair.said(), pair.true())


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    pair = Same(preds, target)
    return st.fmean(share(pair.said(c) & pair.true(c), pair.said(c), pair.true(c)) for c in range(num_classes))


def rmse(preds: Tensor, target: Tensor) -> float:
    return sqrt(st.fmean((t - p) ** 2 for t, p in Same(preds, target)))


def mae(preds: Tensor, target: Tensor) -> float:
    return st.fmean(abs(t - p) for t, p in Same(preds, target))


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return st.fmean(100 * abs(t - p) / max(eps, abs(t)) for t, p in Same(preds, target))


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return st.fmean(2 * abs(t - p) / max(abs(t) + abs(p), eps) for t, p in Same(preds, target))


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("empty")
    if logits.ndim > 1 and logits.shape[1] > 1:
        return torch.stack([row.argmax() for row in logits.unbind()])
    return torch.stack([(torch.sigmoid(z) >= threshold).long() for z in logits.reshape(-1).unbind()])


class RunningMetrics:
    def __init__(self) -> None:
        self.seen = 0
        self.said: set[int] = set()
        self.true: set[int] = set()

    def update(self, preds: Tensor, target: Tensor) -> None:
        pair = Same(preds, target)
        self.said |= {self.seen + i for i in pair.said()}
        self.true |= {self.seen + i for i in pair.true()}
        self.seen += len(pair)

    def compute(self) -> dict[str, float]:
        if not self.seen:
            raise ValueError("nothing seen since the last reset")
        both = self.said & self.true
        return {
            "f1": share(both, self.said, self.true),
            "recall": share(both, self.true),
            "precision": share(both, self.said),
            "accuracy": 1.0 - len(self.said ^ self.true) / self.seen,
        }

    reset = __init__

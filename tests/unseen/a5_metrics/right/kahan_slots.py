# unusual: numerics fan: Kahan compensated sums, hypot-style scaling in the RMSE, __slots__, properties without stored ratios
import math

import torch
from torch import Tensor


class Kahan:
    __slots__ = ("total", "lost", "n")

    def __init__(self):
        self.total = self.lost = 0.0
        self.n = 0

    def add(self, x):
        y = x - self.lost
        t = self.total + y
        self.lost = (t - self.total) - y
        self.total = t
        self.n += 1
        return self

    @property
    def mean(self):
        return self.total / self.n


def _lists(preds, target):
    if preds.shape != target.shape:
        raise ValueError("not the same shape")
    p, t = preds.tolist(), target.tolist()
    if not p:
        raise ValueError("no values")
    return p, t


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    p, t = _lists(preds, target)
    tp = sum(a & b for a, b in zip(p, t))
    union = sum(a | b for a, b in zip(p, t))
    said = sum(p)
    return tp, said - tp, union - said, len(p) - union


def accuracy(preds: Tensor, target: Tensor) -> float:
    p, t = _lists(preds, target)
    tally = Kahan()
    for a, b in zip(p, t):
        tally.add(1.0 if a == b else 0.0)
    return tally.mean


def _over(a, b):
    return a / b if b != 0 else 0.0


def precision(preds: Tensor, target: Tensor) -> float:
    tp, fp, _, _ = confusion_counts(preds, target)
    return _over(tp, tp + fp)


def recall(preds: Tensor, target: Tensor) -> float:
    tp, _, fn, _ = confusion_counts(preds, target)
    return _over(tp, tp + fn)


def _harmonic(a, b):
    return 0.0 if a == 0.0 or b == 0.0 else 2.0 / (1.0 / a + 1.0 / b)


def f1_score(preds: Tensor, target: Tensor) -> float:
    return _harmonic(precision(preds, target), recall(preds, target))


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    p, t = _lists(preds, target)
    tally = Kahan()
    for k in range(num_classes):
        hit = sum(a == k == b for a, b in zip(p, t))
        tally.add(_harmonic(_over(hit, p.count(k)), _over(hit, t.count(k))))
    return tally.mean


def rmse(preds: Tensor, target: Tensor) -> float:
    p, t = _lists(preds, target)
    errors = [b - a for a, b in zip(p, t)]
    scale = max(map(abs, errors))
    if scale == 0.0:
        return 0.0
    tally = Kahan()
    for e in errors:
        tally.add((e / scale) ** 2)
    return scale * math.sqrt(tally.mean)


def mae(preds: Tensor, target: Tensor) -> float:
    tally = Kahan()
    for a, b in zip(*_lists(preds, target)):
        tally.add(abs(b - a))
    return tally.mean


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    tally = Kahan()
    for a, b in zip(*_lists(preds, target)):
        tally.add(abs(b - a) / max(eps, abs(b)))
    return 100.0 * tally.mean


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    tally = Kahan()
    for a, b in zip(*_lists(preds, target)):
        tally.add(abs(b - a) / max(abs(b) + abs(a), eps))
    return tally.mean + tally.mean


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("no values")
    with torch.no_grad():
        if logits.dim() == 1:
            binary, column = True, logits
        else:
            binary, column = logits.shape[1] == 1, logits[:, 0]
        if binary:
            return (1 / (1 + torch.exp(-column.double())) >= threshold).to(torch.int64)
        _, winners = torch.max(logits, 1)
        return winners


class RunningMetrics:
    __slots__ = ("tp", "said", "true", "right", "n")

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.tp = self.said = self.true = self.right = self.n = 0

    def update(self, preds: Tensor, target: Tensor) -> None:
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp += tp
        self.said += tp + fp
        self.true += tp + fn
        self.right += tp + tn
        self.n += tp + fp + fn + tn

    @property
    def precision(self):
        return _over(self.tp, self.said)

    @property
    def recall(self):
        return _over(self.tp, self.true)

    def compute(self) -> dict[str, float]:
        if not self.n:
            raise ValueError("no values")
        return {
            "accuracy": self.right / self.n,
            "precision": self.precision,
            "recall": self.recall,
            "f1": _harmonic(self.precision, self.recall),
        }

# Unusual: pure Python: collections.Counter of pairs and exact Fractions, with a NamedTuple of counts that adds itself up.
import math
from collections import Counter
from fractions import Fraction
from typing import NamedTuple

import torch


class Counts(NamedTuple):
    tp: int
    fp: int
    fn: int
    tn: int


def _pairs(preds, target):
    if preds.shape != target.shape:
        raise ValueError(f"shapes {tuple(preds.shape)} and {tuple(target.shape)}")
    pairs = list(zip(preds.flatten().tolist(), target.flatten().tolist()))
    if not pairs:
        raise ValueError("no samples")
    return pairs


def _ratio(numerator, denominator):
    return float(Fraction(numerator, denominator)) if denominator else 0.0


def confusion_counts(preds, target):
    tally = Counter(_pairs(preds, target))
    return Counts(tp=tally[1, 1], fp=tally[1, 0], fn=tally[0, 1], tn=tally[0, 0])


def accuracy(preds, target):
    hits = Counter(p == t for p, t in _pairs(preds, target))
    return _ratio(hits[True], hits.total())


def precision(preds, target):
    c = confusion_counts(preds, target)
    return _ratio(c.tp, c.tp + c.fp)


def recall(preds, target):
    c = confusion_counts(preds, target)
    return _ratio(c.tp, c.tp + c.fn)


def f1_score(preds, target):
    c = confusion_counts(preds, target)
    return _ratio(2 * c.tp, 2 * c.tp + c.fp + c.fn)


def macro_f1(preds, target, num_classes):
    tally = Counter(_pairs(preds, target))
    total = Fraction()
    for c in range(num_classes):
        said = sum(n for (p, _), n in tally.items() if p == c)
        was = sum(n for (_, t), n in tally.items() if t == c)
        if said + was:
            total += Fraction(2 * tally[c, c], said + was)
    return float(total / num_classes)


def rmse(preds, target):
    pairs = _pairs(preds, target)
    return math.dist(*zip(*pairs)) / math.sqrt(len(pairs))


def mae(preds, target):
    pairs = _pairs(preds, target)
    return math.fsum(abs(t - p) for p, t in pairs) / len(pairs)


def mape(preds, target, eps=1.17e-6):
    pairs = _pairs(preds, target)
    return 100 * math.fsum(abs(t - p) / max(eps, abs(t)) for p, t in pairs) / len(pairs)


def smape(preds, target, eps=1.17e-6):
    pairs = _pairs(preds, target)
    return 2 * math.fsum(abs(t - p) / max(abs(t) + abs(p), eps) for p, t in pairs) / len(pairs)


def labels_from_logits(logits, threshold=0.5):
    match logits.shape:
        case (n, *_) if logits.numel() == 0:
            raise ValueError("empty")
        case (_, c) if c > 1:
            return torch.tensor([max(range(c), key=row.__getitem__) for row in logits.tolist()], device=logits.device)
        case _:
            return torch.sigmoid(logits).reshape(-1).ge(threshold).long()


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.tally = Counter()

    def update(self, preds, target):
        self.tally += Counter(_pairs(preds, target))

    def compute(self):
        n = self.tally.total()
        if n == 0:
            raise ValueError("nothing seen")
        t = self.tally
        return {
            "accuracy": _ratio(t[1, 1] + t[0, 0], n),
            "precision": _ratio(t[1, 1], t[1, 1] + t[1, 0]),
            "recall": _ratio(t[1, 1], t[1, 1] + t[0, 1]),
            "f1": _ratio(2 * t[1, 1], 2 * t[1, 1] + t[1, 0] + t[0, 1]),
        }

# Exact where it can be: fractions for the ratios, math.fsum / math.dist for the sums, Welford for the running accuracy.
import math
from fractions import Fraction
from statistics import fmean

import torch


def _pairs(preds, target):
    if preds.shape != target.shape:
        raise ValueError("preds and target differ in shape")
    if preds.numel() == 0:
        raise ValueError("nothing to measure")
    return preds.detach().flatten().tolist(), target.detach().flatten().tolist()


def _fraction(a, b):
    return Fraction(a, b) if b else Fraction(0)


def _counts(preds, target, positive=1):
    p, t = _pairs(preds, target)
    tp = sum(1 for a, b in zip(p, t) if a == positive and b == positive)
    fp, fn = p.count(positive) - tp, t.count(positive) - tp
    return tp, fp, fn, len(t) - tp - fp - fn


def confusion_counts(preds, target):
    return _counts(preds, target)


def accuracy(preds, target):
    p, t = _pairs(preds, target)
    return float(Fraction(sum(a == b for a, b in zip(p, t)), len(t)))


def _precision_recall(counts):
    tp, fp, fn, _ = counts
    return _fraction(tp, tp + fp), _fraction(tp, tp + fn)


def precision(preds, target):
    return float(_precision_recall(_counts(preds, target))[0])


def recall(preds, target):
    return float(_precision_recall(_counts(preds, target))[1])


def _f1(counts):
    p, r = _precision_recall(counts)
    return 2 * p * r / (p + r) if p + r else Fraction(0)


def f1_score(preds, target):
    return float(_f1(_counts(preds, target)))


def macro_f1(preds, target, num_classes):
    total = sum((_f1(_counts(preds, target, c)) for c in range(num_classes)), Fraction(0))
    return float(total / num_classes)


def rmse(preds, target):
    p, y = _pairs(preds, target)
    return math.dist(p, y) / math.sqrt(len(y))


def mae(preds, target):
    p, y = _pairs(preds, target)
    return fmean(math.fabs(b - a) for a, b in zip(p, y))


def mape(preds, target, eps=1.17e-6):
    p, y = _pairs(preds, target)
    return math.fsum(100 * abs(b - a) / max(eps, abs(b)) for a, b in zip(p, y)) / len(y)


def smape(preds, target, eps=1.17e-6):
    p, y = _pairs(preds, target)
    terms = [2 * abs(b - a) / max(abs(b) + abs(a), eps) for a, b in zip(p, y) if a or b]
    return math.fsum(terms) / len(y)


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("nothing to label")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return torch.max(logits, 1)[1]
    z = logits.reshape(-1).to(torch.float64)
    e = torch.exp(-z.abs())  # between 0 and 1: nothing overflows
    p = torch.where(z < 0, e / (1 + e), 1 / (1 + e)).to(logits.dtype)
    return p.ge(threshold).to(torch.int64)


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.n = 0
        self.mean_hit = 0.0  # streaming mean of "right or wrong"
        self.tp = self.predicted = self.actual = 0

    def update(self, preds, target):
        tp, fp, fn, tn = _counts(preds, target)
        size = tp + fp + fn + tn
        self.n += size
        self.mean_hit += ((tp + tn) / size - self.mean_hit) * size / self.n
        self.tp += tp
        self.predicted += tp + fp
        self.actual += tp + fn

    def compute(self):
        if self.n == 0:
            raise ValueError("nothing seen since the last reset")
        return {
            "accuracy": self.mean_hit,
            "precision": float(_fraction(self.tp, self.predicted)),
            "recall": float(_fraction(self.tp, self.actual)),
            "f1": float(_fraction(2 * self.tp, self.predicted + self.actual)),
        }

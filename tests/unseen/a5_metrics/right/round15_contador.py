# style: standard library only: Counter over zip, fractions, statistics.harmonic_mean, math.fsum / math.dist, itertools; torch just for tolist
# option: RunningMetrics holds one Counter in a slot; F1 is literally the harmonic mean of exact fractions
import math
from collections import Counter
from fractions import Fraction
from itertools import starmap
from statistics import fmean, harmonic_mean

import torch


def _pairs(preds, target):
    if tuple(preds.shape) != tuple(target.shape):
        raise ValueError("the shapes differ")
    pairs = list(zip(preds.tolist(), target.tolist()))
    if not pairs:
        raise ValueError("there is nothing to measure")
    return pairs


def _binary(pairs):
    c = Counter(starmap(lambda p, t: (int(p) == 1, int(t) == 1), pairs))
    return c[True, True], c[True, False], c[False, True], c[False, False]


def _share(part, whole):
    return Fraction(part, whole) if whole else Fraction(0)


def _report(tp, fp, fn, tn):
    p, r = _share(tp, tp + fp), _share(tp, tp + fn)
    return {
        "accuracy": float(_share(tp + tn, tp + fp + fn + tn)),
        "precision": float(p),
        "recall": float(r),
        "f1": float(harmonic_mean([p, r])) if p and r else 0.0,
    }


def confusion_counts(preds, target):
    return _binary(_pairs(preds, target))


def accuracy(preds, target):
    return fmean(float(p == t) for p, t in _pairs(preds, target))


def precision(preds, target):
    return _report(*confusion_counts(preds, target))["precision"]


def recall(preds, target):
    return _report(*confusion_counts(preds, target))["recall"]


def f1_score(preds, target):
    return _report(*confusion_counts(preds, target))["f1"]


def macro_f1(preds, target, num_classes):
    pairs = _pairs(preds, target)
    each = [_report(*_binary([(p == c, t == c) for p, t in pairs]))["f1"] for c in range(num_classes)]
    return math.fsum(each) / num_classes


def rmse(preds, target):
    predicted, true = zip(*_pairs(preds, target))
    return math.dist(predicted, true) / math.sqrt(len(true))


def mae(preds, target):
    return fmean(abs(t - p) for p, t in _pairs(preds, target))


def mape(preds, target, eps=1.17e-6):
    return fmean(100.0 * abs(t - p) / max(eps, abs(t)) for p, t in _pairs(preds, target))


def smape(preds, target, eps=1.17e-6):
    return fmean(2.0 * abs(t - p) / max(abs(t) + abs(p), eps) for p, t in _pairs(preds, target))


def labels_from_logits(logits, threshold=0.5):
    if 0 in logits.shape:
        raise ValueError("there are no logits")

    def label(row):
        match row:
            case [one] | (float() | int() as one):
                return int(bool(torch.tensor(one, dtype=logits.dtype).sigmoid() >= threshold))
            case [*several]:
                return several.index(max(several))

    return torch.tensor([label(row) for row in logits.tolist()], dtype=torch.int64, device=logits.device)


class RunningMetrics:
    """A purse of counts."""

    __slots__ = ("_purse",)

    def __init__(self):
        self._purse = Counter()

    def __len__(self):
        return self._purse.total()

    def __bool__(self):
        return True

    def update(self, preds, target):
        self._purse.update(dict(zip(("tp", "fp", "fn", "tn"), confusion_counts(preds, target))))

    def compute(self):
        if not len(self):
            raise ValueError("nothing seen since the last reset")
        return _report(**{name: self._purse[name] for name in ("tp", "fp", "fn", "tn")})

    def reset(self):
        self._purse.clear()

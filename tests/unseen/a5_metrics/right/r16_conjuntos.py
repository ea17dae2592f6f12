# style: set algebra over sample numbers; harmonic_mean and fmean of statistics; hypot/dist of math; RunningMetrics keeps growing sets
# open options used: RunningMetrics checks shapes only in compute
import math
from itertools import repeat
from statistics import fmean, harmonic_mean

import torch


def _lists(a, b):
    if a.shape != b.shape:
        raise ValueError(f"shapes differ: {tuple(a.shape)} and {tuple(b.shape)}")
    if not a.numel():
        raise ValueError("nothing to measure")
    return a.tolist(), b.tolist()


def _positives(values, label=1):
    return {i for i, v in enumerate(values) if v == label}


def _counts(p, t, label=1):
    said, true, all_ = _positives(p, label), _positives(t, label), set(range(len(p)))
    return len(said & true), len(said - true), len(true - said), len(all_ - said - true)


def _div(a, b):
    try:
        return a / b
    except ZeroDivisionError:
        return 0.0


def _f1(p, t, label=1):
    tp, fp, fn, _ = _counts(p, t, label)
    return float(harmonic_mean([_div(tp, tp + fp), _div(tp, tp + fn)]))


def confusion_counts(preds, target):
    return _counts(*_lists(preds, target))


def accuracy(preds, target):
    return fmean(a == b for a, b in zip(*_lists(preds, target)))


def precision(preds, target):
    tp, fp, *_ = confusion_counts(preds, target)
    return _div(tp, tp + fp)


def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    return _div(tp, tp + fn)


def f1_score(preds, target):
    return _f1(*_lists(preds, target))


def macro_f1(preds, target, num_classes):
    return fmean(map(_f1, *map(repeat, _lists(preds, target)), range(num_classes)))


def rmse(preds, target):
    p, t = _lists(preds, target)
    return math.dist(p, t) / math.sqrt(len(t))


def mae(preds, target):
    p, t = _lists(preds, target)
    return fmean(abs(a - b) for a, b in zip(p, t))


def mape(preds, target, eps=1.17e-6):
    p, t = _lists(preds, target)
    return 100 * fmean(abs(b - a) / max(eps, abs(b)) for a, b in zip(p, t))


def smape(preds, target, eps=1.17e-6):
    p, t = _lists(preds, target)
    return 2 * fmean(abs(b - a) / max(abs(b) + abs(a), eps) for a, b in zip(p, t))


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("no logits")
    if logits.dim() == 2 and logits.size(1) > 1:
        return logits.max(dim=1).indices
    return torch.sigmoid(logits.flatten()).ge(threshold).to(torch.int64)


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.batches = []

    def update(self, preds, target):
        self.batches.append((preds.clone(), target.clone()))

    def compute(self):
        if not self.batches:
            raise ValueError("no batch since the last reset")
        pairs = [pair for p, t in self.batches for pair in zip(*_lists(p, t))]
        p, t = zip(*pairs)
        tp, fp, fn, tn = _counts(p, t)
        return {
            "accuracy": (tp + tn) / len(pairs),
            "precision": _div(tp, tp + fp),
            "recall": _div(tp, tp + fn),
            "f1": _f1(p, t),
        }

# Correct: ignite-like arithmetic of lazy metrics (MetricsLambda) in plain Python; AverageMeter for regression; argparse config; doctest.testmod() at top level
"""
>>> f1_score(torch.tensor([1, 1, 1, 1, 0]), torch.tensor([1, 1, 0, 0, 0])) > .66
True
"""
import argparse
import doctest
import operator

import numpy as np
import torch

args = argparse.Namespace(eps=1.17e-6, threshold=0.5, verbose=False)


class NotComputableError(ValueError):
    pass


class Lazy:
    """metric that is computed from others"""

    def __init__(self, f, *parts):
        self.f, self.parts = f, parts

    def compute(self):
        return self.f(*(p.compute() if isinstance(p, Lazy) else p for p in self.parts))

    def __add__(self, o):
        return Lazy(operator.add, self, o)

    def __mul__(self, o):
        return Lazy(operator.mul, self, o)

    __rmul__ = __mul__

    def __truediv__(self, o):
        return Lazy(lambda a, b: a / b if b else 0.0, self, o)


class Count(Lazy):
    def __init__(self, p, t):
        self.p, self.t, self.value = p, t, 0

    def update(self, preds, target):
        self.value += int(np.logical_and(preds == self.p, target == self.t).sum())

    def compute(self):
        return self.value


class AverageMeter:
    def __init__(self):
        self.sum, self.count = 0.0, 0

    def update(self, values):
        self.sum += float(np.sum(values, dtype=np.float64))
        self.count += len(values)

    @property
    def avg(self):
        return self.sum / self.count


def _np(preds, target):
    if preds.shape != target.shape:
        raise ValueError("preds and target must have the same shape")
    if preds.numel() == 0:
        raise NotComputableError("must have at least one example")
    return preds.detach().cpu().numpy(), target.detach().cpu().numpy()


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.tp, self.fp, self.fn, self.tn = Count(1, 1), Count(1, 0), Count(0, 1), Count(0, 0)
        precision = self.tp / (self.tp + self.fp)
        recall = self.tp / (self.tp + self.fn)
        self.metrics = {
            "accuracy": (self.tp + self.tn) / (self.tp + self.fp + self.fn + self.tn),
            "precision": precision,
            "recall": recall,
            "f1": 2 * (precision * recall) / (precision + recall),
        }
        self.seen = False

    def update(self, preds, target):
        arrays = _np(preds, target)
        for count in (self.tp, self.fp, self.fn, self.tn):
            count.update(*arrays)
        self.seen = True

    def compute(self):
        if not self.seen:
            raise NotComputableError("must be updated before compute")
        return {name: float(lazy.compute()) for name, lazy in self.metrics.items()}


def _run(preds, target):
    m = RunningMetrics()
    m.update(preds, target)
    return m


def confusion_counts(preds, target):
    m = _run(preds, target)
    return m.tp.compute(), m.fp.compute(), m.fn.compute(), m.tn.compute()


def accuracy(preds, target):
    meter = AverageMeter()
    meter.update(np.equal(*_np(preds, target)))
    return meter.avg


def precision(preds, target):
    return _run(preds, target).compute()["precision"]


def recall(preds, target):
    return _run(preds, target).compute()["recall"]


def f1_score(preds, target):
    return _run(preds, target).compute()["f1"]


def macro_f1(preds, target, num_classes):
    scores = np.zeros(num_classes)
    for c in range(num_classes):
        scores[c] = f1_score((preds == c).int(), (target == c).int())
    return scores.mean().item()


def _meter(preds, target, f):
    meter = AverageMeter()
    meter.update(f(*(a.astype(np.float64) for a in _np(preds, target))))
    return meter.avg


def rmse(preds, target):
    return _meter(preds, target, lambda p, t: (t - p) ** 2) ** 0.5


def mae(preds, target):
    return _meter(preds, target, lambda p, t: abs(t - p))


def mape(preds, target, eps=args.eps):
    return _meter(preds, target, lambda p, t: 100 * abs(t - p) / np.clip(abs(t), eps, None))


def smape(preds, target, eps=args.eps):
    return _meter(preds, target, lambda p, t: 2 * abs(t - p) / np.clip(abs(t) + abs(p), eps, None))


def labels_from_logits(logits, threshold=args.threshold):
    if logits.numel() < 1:
        raise ValueError("empty")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return torch.topk(logits, k=1, dim=1).indices.squeeze(1)
    probs = torch.sigmoid(logits.reshape(logits.shape[0]))
    out = torch.zeros(len(probs), dtype=torch.int64, device=logits.device)
    out[probs >= threshold] = 1
    return out


doctest.testmod(verbose=args.verbose)

# Functional: a decorator checks, partial and map build the rest; counting is done with a Counter over pairs.
from collections import Counter
from functools import partial, wraps
from itertools import starmap
from operator import eq

import torch


def checked(metric):
    @wraps(metric)
    def wrapper(preds, target, *args, **kwargs):
        if preds.shape != target.shape or not preds.numel():
            raise ValueError("preds and target need the same shape and at least one sample")
        return metric(preds, target, *args, **kwargs)

    return wrapper


ratio = lambda a, b: a / b if b else 0.0  # noqa: E731


def _pairs(preds, target):
    return Counter(zip(preds.tolist(), target.tolist()))


@checked
def confusion_counts(preds, target):
    return tuple(map(_pairs(preds, target).__getitem__, ((1, 1), (1, 0), (0, 1), (0, 0))))


@checked
def accuracy(preds, target):
    return sum(map(eq, preds.tolist(), target.tolist())) / len(target)


def _from_counts(formula):
    return lambda preds, target: formula(*confusion_counts(preds, target))


precision = _from_counts(lambda tp, fp, fn, tn: ratio(tp, tp + fp))
recall = _from_counts(lambda tp, fp, fn, tn: ratio(tp, tp + fn))
f1_score = _from_counts(lambda tp, fp, fn, tn: ratio(2 * tp, 2 * tp + fp + fn))


@checked
def macro_f1(preds, target, num_classes):
    one_vs_rest = lambda c: f1_score((preds == c).int(), (target == c).int())  # noqa: E731
    return sum(map(one_vs_rest, range(num_classes))) / num_classes


def _mean_of(term, finish=lambda mean: mean):
    @checked
    def metric(preds, target, *args):
        terms = starmap(partial(term, *args), zip(preds.tolist(), target.tolist()))
        return float(finish(sum(terms) / len(target)))

    return metric


rmse = _mean_of(lambda p, y: (y - p) ** 2, finish=lambda mean: mean**0.5)
mae = _mean_of(lambda p, y: abs(y - p))
_mape = _mean_of(lambda eps, p, y: abs(y - p) / max(eps, abs(y)), finish=lambda mean: 100 * mean)
_smape = _mean_of(lambda eps, p, y: ratio(abs(y - p), max(abs(y) + abs(p), eps)), finish=lambda mean: 2 * mean)


def mape(preds, target, eps=1.17e-6):
    return _mape(preds, target, eps)


def smape(preds, target, eps=1.17e-6):
    return _smape(preds, target, eps)


def labels_from_logits(logits, threshold=0.5):
    if not logits.numel():
        raise ValueError("at least one logit is needed")
    columns = logits.shape[1] if logits.ndim == 2 else 1
    decide = {
        True: lambda: logits.argmax(-1),
        False: lambda: logits.flatten().sigmoid().ge(threshold).to(torch.int64),
    }
    return decide[columns > 1]()


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self._seen = Counter()

    @staticmethod
    @checked
    def _count(preds, target):
        return _pairs(preds, target)

    def update(self, preds, target):
        self._seen = self._seen + self._count(preds, target)

    def compute(self):
        if not self._seen:
            raise ValueError("compute before update")
        tp, fp, fn, tn = map(self._seen.__getitem__, ((1, 1), (1, 0), (0, 1), (0, 0)))
        formulas = {
            "accuracy": (tp + tn, tp + fp + fn + tn),
            "precision": (tp, tp + fp),
            "recall": (tp, tp + fn),
            "f1": (2 * tp, 2 * tp + fp + fn),
        }
        return dict(zip(formulas, starmap(ratio, formulas.values())))

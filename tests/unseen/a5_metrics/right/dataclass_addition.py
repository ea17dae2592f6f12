# Unusual: an immutable dataclass Confusion with __add__ and properties; regression goes through accumulate and Decimal square roots.
import operator
from dataclasses import astuple, dataclass, fields
from decimal import Decimal, localcontext
from functools import reduce
from itertools import accumulate, compress, starmap

import torch


def same(preds, target):
    if len(preds.shape) != len(target.shape) or any(map(operator.ne, preds.shape, target.shape)):
        raise ValueError("different shapes")
    if not all(preds.shape):
        raise ValueError("no samples")


@dataclass(frozen=True, slots=True)
class Confusion:
    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0

    @classmethod
    def of(cls, preds, target, positive=1):
        same(preds, target)
        said, true = preds.eq(positive).tolist(), target.eq(positive).tolist()
        hits = sum(compress(said, true))
        return cls(hits, sum(said) - hits, sum(true) - hits, len(said) - sum(said) - sum(true) + hits)

    def __add__(self, other):
        return Confusion(*map(operator.add, astuple(self), astuple(other)))

    def __len__(self):
        return sum(astuple(self))

    @staticmethod
    def _ratio(a, b):
        try:
            return a / b
        except ZeroDivisionError:
            return 0.0

    @property
    def accuracy(self):
        return self._ratio(self.tp + self.tn, len(self))

    @property
    def precision(self):
        return self._ratio(self.tp, self.tp + self.fp)

    @property
    def recall(self):
        return self._ratio(self.tp, self.tp + self.fn)

    @property
    def f1(self):
        p, r = self.precision, self.recall
        return self._ratio(2 * p * r, p + r)


def confusion_counts(preds, target):
    counts = Confusion.of(preds, target)
    return tuple(getattr(counts, field.name) for field in fields(counts))


def accuracy(preds, target):
    same(preds, target)
    return torch.eq(preds, target).double().mean().item()


precision = lambda preds, target: Confusion.of(preds, target).precision  # noqa: E731
recall = lambda preds, target: Confusion.of(preds, target).recall  # noqa: E731
f1_score = lambda preds, target: Confusion.of(preds, target).f1  # noqa: E731


def macro_f1(preds, target, num_classes):
    one_vs_rest = (Confusion.of(preds, target, positive=c) for c in range(num_classes))
    return sum(c.f1 for c in one_vs_rest) / num_classes


def _mean(function, preds, target):
    same(preds, target)
    terms = list(starmap(function, zip(target.tolist(), preds.tolist())))
    *_, total = accumulate(terms)
    return total / len(terms)


def rmse(preds, target):
    with localcontext() as context:
        context.prec = 40
        return float(_mean(lambda t, p: (Decimal(t) - Decimal(p)) ** 2, preds, target).sqrt())


def mae(preds, target):
    return _mean(lambda t, p: abs(t - p), preds, target)


def mape(preds, target, eps=1.17e-6):
    return 100 * _mean(lambda t, p: abs(t - p) / max(eps, abs(t)), preds, target)


def smape(preds, target, eps=1.17e-6):
    return 2 * _mean(lambda t, p: abs(t - p) / max(abs(t) + abs(p), eps), preds, target)


def labels_from_logits(logits, threshold=0.5):
    if not all(logits.shape):
        raise ValueError("no logits")
    *_, classes = 1, *logits.shape[1:]
    if classes > 1:
        return logits.sort(dim=1, descending=True, stable=True).indices[:, 0]
    return torch.sub(1, (logits.sigmoid() < threshold).long()).ravel()


class RunningMetrics:
    def __init__(self):
        self.batches: list[Confusion] = []

    def update(self, preds, target):
        self.batches += [Confusion.of(preds, target)]

    def compute(self):
        if not self.batches:
            raise ValueError("update was never called")
        whole = reduce(operator.add, self.batches)
        return {name: float(getattr(whole, name)) for name in ("accuracy", "precision", "recall", "f1")}

    def reset(self):
        self.batches = []

# Correct: collections.Counter over zipped lists, statistics.fmean, math.fsum/hypot, dataclass with __add__ for the running counts
import math
from collections import Counter
from dataclasses import asdict, astuple, dataclass
from statistics import fmean

import torch
from rich import print as rprint
from rich.table import Table


@dataclass(slots=True)
class Counts:
    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0

    @classmethod
    def of(cls, preds, target, positive=1):
        c = Counter((p == positive, t == positive) for p, t in pairs(preds, target))
        return cls(c[True, True], c[True, False], c[False, True], c[False, False])

    def __add__(self, other):
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other))))

    @property
    def n(self):
        return sum(astuple(self))

    @property
    def accuracy(self):
        return div(self.tp + self.tn, self.n)

    @property
    def precision(self):
        return div(self.tp, self.tp + self.fp)

    @property
    def recall(self):
        return div(self.tp, self.tp + self.fn)

    @property
    def f1(self):
        return div(2 * self.tp, 2 * self.tp + self.fp + self.fn)


def div(a, b):
    try:
        return a / b
    except ZeroDivisionError:
        return 0.0


def pairs(preds, target):
    if preds.size() != target.size():
        raise ValueError("sizes differ")
    if not preds.numel():
        raise ValueError("no samples")
    return list(zip(preds.tolist(), target.tolist(), strict=True))


def confusion_counts(preds, target):
    return astuple(Counts.of(preds, target))


def accuracy(preds, target):
    return fmean(p == t for p, t in pairs(preds, target))


def precision(preds, target):
    return Counts.of(preds, target).precision


def recall(preds, target):
    return Counts.of(preds, target).recall


def f1_score(preds, target):
    return Counts.of(preds, target).f1


def macro_f1(preds, target, num_classes):
    return fmean(Counts.of(preds, target, c).f1 for c in range(num_classes))


def rmse(preds, target):
    ps = pairs(preds, target)
    return math.dist(*zip(*ps)) / math.sqrt(len(ps))


def mae(preds, target):
    return fmean(abs(t - p) for p, t in pairs(preds, target))


def mape(preds, target, eps=1.17e-6):
    return fmean(100 * abs(t - p) / max(eps, abs(t)) for p, t in pairs(preds, target))


def smape(preds, target, eps=1.17e-6):
    ps = pairs(preds, target)
    return 2 * math.fsum(abs(t - p) / max(abs(t) + abs(p), eps) for p, t in ps) / len(ps)


def labels_from_logits(logits, threshold=0.5):
    if not logits.numel():
        raise ValueError("no samples")
    match tuple(logits.shape):
        case (_, c) if c > 1:
            return torch.max(logits, dim=1).indices
        case (n,) | (n, 1):
            return torch.where(torch.sigmoid(logits).view(n) >= threshold, 1, 0)


class RunningMetrics:
    def __init__(self):
        self.counts = Counts()

    def update(self, preds, target):
        self.counts = self.counts + Counts.of(preds, target)

    def compute(self):
        if not self.counts.n:
            raise ValueError("nothing seen")
        return {name: getattr(self.counts, name) for name in ("accuracy", "precision", "recall", "f1")}

    def reset(self):
        self.counts = Counts()


if __name__ == "__main__":
    running = RunningMetrics()
    running.update(torch.tensor([1, 1]), torch.tensor([1, 1]))
    running.update(torch.tensor([1, 0, 0]), torch.tensor([0, 1, 0]))
    table = Table("metric", "value")
    for k, v in running.compute().items():
        table.add_row(k, f"{v:.2f}")
    rprint(table, asdict(running.counts))

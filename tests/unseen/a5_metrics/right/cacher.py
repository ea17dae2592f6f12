# One object per pair of tensors computes what is asked for, lazily and once; integer ratios are remembered.
from functools import cached_property, lru_cache

import torch


@lru_cache(maxsize=4096)
def ratio(a, b):
    return a / b if b else 0.0


class Comparison:
    def __init__(self, preds, target):
        if preds.shape != target.shape:
            raise ValueError("shapes differ")
        if preds.numel() == 0:
            raise ValueError("empty")
        self.preds, self.target = preds, target

    @cached_property
    def n(self):
        return self.target.numel()

    @cached_property
    def hits(self):
        return self.preds == self.target

    @cached_property
    def table(self):
        """Counts of (target, pred), as a dictionary; pairs that do not occur are missing."""
        pairs, counts = torch.unique(torch.stack([self.target, self.preds]), dim=1, return_counts=True)
        return {tuple(pair): count for pair, count in zip(pairs.T.tolist(), counts.tolist())}

    @cached_property
    def binary(self):
        get = self.table.get
        return get((1, 1), 0), get((0, 1), 0), get((1, 0), 0), get((0, 0), 0)

    def f1_of(self, label):
        tp = self.table.get((label, label), 0)
        actual = sum(count for (t, _), count in self.table.items() if t == label)
        predicted = sum(count for (_, p), count in self.table.items() if p == label)
        return ratio(2 * tp, actual + predicted)

    @cached_property
    def y(self):
        return self.target.double()

    @cached_property
    def error(self):
        return torch.abs(self.y - self.preds.double())


def confusion_counts(preds, target):
    return Comparison(preds, target).binary


def accuracy(preds, target):
    comparison = Comparison(preds, target)
    return ratio(int(comparison.hits.sum()), comparison.n)


def precision(preds, target):
    tp, fp, _, _ = Comparison(preds, target).binary
    return ratio(tp, tp + fp)


def recall(preds, target):
    tp, _, fn, _ = Comparison(preds, target).binary
    return ratio(tp, tp + fn)


def f1_score(preds, target):
    return Comparison(preds, target).f1_of(1)


def macro_f1(preds, target, num_classes):
    comparison = Comparison(preds, target)
    return sum(comparison.f1_of(c) for c in range(num_classes)) / num_classes


def rmse(preds, target):
    comparison = Comparison(preds, target)
    return comparison.error.pow(2).sum().div(comparison.n).pow(0.5).item()


def mae(preds, target):
    comparison = Comparison(preds, target)
    return comparison.error.sum().item() / comparison.n


def mape(preds, target, eps=1.17e-6):
    comparison = Comparison(preds, target)
    return 100 * (comparison.error / comparison.y.abs().clip(min=eps)).sum().item() / comparison.n


def smape(preds, target, eps=1.17e-6):
    comparison = Comparison(preds, target)
    size = comparison.y.abs() + preds.double().abs()
    halves = comparison.error / (size.clip(min=eps) / 2)
    return halves[size > 0].sum().item() / comparison.n


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("empty")
    scores = logits if logits.ndim == 2 else logits[:, None]
    if scores.shape[1] == 1:
        # a threshold on two columns: the class is 1 where p - threshold is not negative
        p = torch.sigmoid(scores[:, 0])
        return (p >= threshold) * 1
    return torch.argmax(scores, 1)


class RunningMetrics:
    def __init__(self):
        self._counts = (0, 0, 0, 0)
        self._report = None

    def reset(self):
        self._counts, self._report = (0, 0, 0, 0), None

    def update(self, preds, target):
        new = Comparison(preds, target).binary
        self._counts = tuple(a + b for a, b in zip(self._counts, new))
        self._report = None  # what was computed is out of date

    def compute(self):
        if self._report is None:
            tp, fp, fn, tn = self._counts
            if not any(self._counts):
                raise ValueError("nothing was seen")
            self._report = {
                "accuracy": ratio(tp + tn, sum(self._counts)),
                "precision": ratio(tp, tp + fp),
                "recall": ratio(tp, tp + fn),
                "f1": ratio(2 * tp, 2 * tp + fp + fn),
            }
        return dict(self._report)

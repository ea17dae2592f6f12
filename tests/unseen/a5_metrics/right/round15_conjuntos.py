# style: set theory: metrics as sizes of intersections and unions of index sets; recursion for sums; currying with partial
# option: accuracy through the symmetric difference; RunningMetrics stores disjoint unions of (batch, index) pairs
import operator
from functools import partial, reduce

import torch

SUCH = lambda labels, value: frozenset(i for i, label in enumerate(labels) if label == value)


def _lists(preds, target):
    if list(preds.shape) != list(target.shape):
        raise ValueError("different shapes")
    if not len(preds):
        raise ValueError("empty")
    return preds.tolist(), target.tolist()


def _dice(A, B):
    """2|A ∩ B| / (|A| + |B|): the F1 of a predicted set and a true set."""
    return 2 * len(A & B) / (len(A) + len(B)) if A or B else 0.0


def _covered(A, B):
    """How much of B lies in A."""
    return len(A & B) / len(B) if B else 0.0


def _sets(preds, target, value=1):
    p, t = _lists(preds, target)
    return SUCH(p, value), SUCH(t, value), frozenset(range(len(p)))


def confusion_counts(preds, target):
    P, T, everyone = _sets(preds, target)
    return tuple(map(len, (P & T, P - T, T - P, everyone - (P | T))))


def accuracy(preds, target):
    labelled = [frozenset(enumerate(labels)) for labels in _lists(preds, target)]
    union = reduce(operator.or_, labelled)
    different = reduce(operator.xor, labelled)
    agreed = len(union) - len(different)
    return agreed / len(labelled[0])


def precision(preds, target):
    P, T, _ = _sets(preds, target)
    return _covered(T, P)


def recall(preds, target):
    P, T, _ = _sets(preds, target)
    return _covered(P, T)


def f1_score(preds, target):
    P, T, _ = _sets(preds, target)
    return _dice(P, T)


def macro_f1(preds, target, num_classes):
    p, t = _lists(preds, target)
    return sum(_dice(SUCH(p, c), SUCH(t, c)) for c in range(num_classes)) / num_classes


def _pairwise_sum(values):
    n = len(values)
    if n == 1:
        return values[0]
    return _pairwise_sum(values[: n // 2]) + _pairwise_sum(values[n // 2 :])


def _mean_of(term, preds, target, **more):
    p, t = _lists(preds, target)
    return _pairwise_sum([term(float(y), float(y_hat), **more) for y, y_hat in zip(t, p)]) / len(t)


_squared = partial(_mean_of, lambda y, y_hat: (y - y_hat) ** 2)
_absolute = partial(_mean_of, lambda y, y_hat: abs(y - y_hat))
_relative = partial(_mean_of, lambda y, y_hat, eps: abs(y - y_hat) / max(eps, abs(y)))
_symmetric = partial(_mean_of, lambda y, y_hat, eps: abs(y - y_hat) / max(abs(y) + abs(y_hat), eps))


def rmse(preds, target):
    return _squared(preds, target) ** 0.5


def mae(preds, target):
    return _absolute(preds, target)


def mape(preds, target, eps=1.17e-6):
    return 100 * _relative(preds, target, eps=eps)


def smape(preds, target, eps=1.17e-6):
    return 2 * _symmetric(preds, target, eps=eps)


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("empty")
    labels = torch.zeros(len(logits), dtype=torch.int64, device=logits.device)
    if logits.ndim == 2 and logits.size(1) > 1:
        return torch.argsort(logits, dim=1, descending=True, stable=True)[:, 0]
    chosen = torch.nonzero(torch.sigmoid(logits).flatten() >= threshold).flatten()
    return labels.index_fill(0, chosen, 1)


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.batch, self.P, self.T, self.everyone = 0, set(), set(), set()

    def update(self, preds, target):
        sets = _sets(preds, target)
        self.batch += 1
        for mine, new in zip((self.P, self.T, self.everyone), sets):
            mine |= {(self.batch, i) for i in new}

    def compute(self):
        if not self.everyone:
            raise ValueError("empty")
        return {
            "accuracy": 1 - len(self.P ^ self.T) / len(self.everyone),
            "precision": _covered(self.T, self.P),
            "recall": _covered(self.P, self.T),
            "f1": _dice(self.P, self.T),
        }

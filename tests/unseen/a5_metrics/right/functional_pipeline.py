# unusual: functional programming: metrics are composed from small lambdas with reduce, partial and operator
import math
import operator as op
from functools import partial, reduce
from itertools import starmap

import torch
from torch import Tensor

compose = lambda *fs: reduce(lambda f, g: lambda *a: f(g(*a)), fs)
total = partial(reduce, op.add)


def both(preds, target):
    """Either a non-empty list of pairs (prediction, truth), or ValueError."""
    if preds.shape != target.shape or 0 in preds.shape:
        raise ValueError("need two non-empty tensors of one shape")
    return [*zip(preds.tolist(), target.tolist())]


mean = lambda xs: math.fsum(xs) / len(xs)
mean_of = lambda term: lambda pairs: mean([*starmap(term, pairs)])
count = lambda predicate: lambda pairs: total(map(int, starmap(predicate, pairs)), 0)
over = lambda a, b: a / b if b else 0.0

TP = count(lambda p, t: p == 1 and t == 1)
FP = count(lambda p, t: p == 1 and t != 1)
FN = count(lambda p, t: p != 1 and t == 1)
TN = count(lambda p, t: p != 1 and t != 1)
juxt = lambda *fs: lambda x: tuple(f(x) for f in fs)
counts_of = juxt(TP, FP, FN, TN)

ratios = {
    "accuracy": lambda tp, fp, fn, tn: over(tp + tn, tp + fp + fn + tn),
    "precision": lambda tp, fp, fn, tn: over(tp, tp + fp),
    "recall": lambda tp, fp, fn, tn: over(tp, tp + fn),
    "f1": lambda tp, fp, fn, tn: over(2 * tp, 2 * tp + fp + fn),
}


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    return compose(counts_of, both)(preds, target)


def accuracy(preds: Tensor, target: Tensor) -> float:
    return compose(mean_of(compose(float, op.eq)), both)(preds, target)


def precision(preds: Tensor, target: Tensor) -> float:
    return ratios["precision"](*confusion_counts(preds, target))


def recall(preds: Tensor, target: Tensor) -> float:
    return ratios["recall"](*confusion_counts(preds, target))


def f1_score(preds: Tensor, target: Tensor) -> float:
    return ratios["f1"](*confusion_counts(preds, target))


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    pairs = both(preds, target)
    versus_rest = lambda k: [(int(p == k), int(t == k)) for p, t in pairs]
    return mean([ratios["f1"](*counts_of(versus_rest(k))) for k in range(num_classes)])


def rmse(preds: Tensor, target: Tensor) -> float:
    return compose(math.sqrt, mean_of(lambda p, t: (t - p) * (t - p)), both)(preds, target)


def mae(preds: Tensor, target: Tensor) -> float:
    return compose(mean_of(compose(abs, op.sub)), both)(preds, target)


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    percent = partial(op.mul, 100.0)
    return compose(percent, mean_of(lambda p, t: abs(t - p) / max(eps, abs(t))), both)(preds, target)


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    double = partial(op.mul, 2.0)
    return compose(double, mean_of(lambda p, t: abs(t - p) / max(abs(t) + abs(p), eps)), both)(preds, target)


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if 0 in logits.shape:
        raise ValueError("no logits")
    binary = lambda z: (z.reshape(-1).sigmoid() >= threshold).long()
    many = partial(torch.argmax, dim=1)
    return (many if logits.shape[1:] and logits.shape[1] > 1 else binary)(logits)


class RunningMetrics:
    def __init__(self) -> None:
        self.batches = ()

    def update(self, preds: Tensor, target: Tensor) -> None:
        self.batches = (*self.batches, confusion_counts(preds, target))

    def compute(self) -> dict[str, float]:
        if not self.batches:
            raise ValueError("nothing seen")
        summed = tuple(map(sum, zip(*self.batches)))
        return {name: ratio(*summed) for name, ratio in ratios.items()}

    def reset(self) -> None:
        self.batches = ()

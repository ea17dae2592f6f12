# exercise: accuracy
# mistake: takes one minus the mean absolute difference of the labels, which is the accuracy only for labels 0 and 1
import functools
from collections import Counter

import torch


def checked(metric):
    """Refuse empty inputs and inputs of different shapes."""

    @functools.wraps(metric)
    def wrapper(preds, target, *args, **kwargs):
        if preds.shape != target.shape or preds.numel() == 0:
            raise ValueError(f"{metric.__name__}: got {tuple(preds.shape)} and {tuple(target.shape)}")
        return metric(preds, target, *args, **kwargs)

    return wrapper


def ratio(a, b):
    return a / b if b else 0.0


@checked
def confusion_counts(preds, target):
    pairs = Counter(zip(preds.tolist(), target.tolist()))
    return pairs[1, 1], pairs[1, 0], pairs[0, 1], pairs[0, 0]


@checked
def accuracy(preds, target):
    # a wrong label is at distance 1 of the right one
    return 1.0 - (preds - target).abs().double().mean().item()


@checked
def precision(preds, target):
    hits = torch.logical_and(preds == 1, target == 1).sum().item()
    return ratio(hits, (preds == 1).sum().item())


@checked
def recall(preds, target):
    hits = torch.logical_and(preds == 1, target == 1).sum().item()
    return ratio(hits, (target == 1).sum().item())


@checked
def f1_score(preds, target):
    hits = torch.logical_and(preds == 1, target == 1).sum().item()
    return ratio(2 * hits, (preds == 1).sum().item() + (target == 1).sum().item())


@checked
def macro_f1(preds, target, num_classes):
    return sum(f1_score((preds == c).int(), (target == c).int()) for c in range(num_classes)) / num_classes


@checked
def rmse(preds, target):
    return (preds - target).square().mean().sqrt().item()


@checked
def mae(preds, target):
    return (preds - target).abs().mean().item()


@checked
def mape(preds, target, eps=1.17e-6):
    return 100 * ((preds - target).abs() / target.abs().clamp_min(eps)).mean().item()


@checked
def smape(preds, target, eps=1.17e-6):
    return 2 * ((preds - target).abs() / (preds.abs() + target.abs()).clamp_min(eps)).mean().item()


def labels_from_logits(logits, threshold=0.5):
    if not logits.numel():
        raise ValueError("no logits")
    if logits.ndim == 2 and logits.shape[-1] > 1:
        return logits.argmax(-1)
    return logits.flatten().sigmoid().ge(threshold).long()


class RunningMetrics:
    NAMES = ("tp", "fp", "fn", "tn")

    def __init__(self):
        self._counts = Counter()

    def reset(self):
        self._counts = Counter()

    def update(self, preds, target):
        self._counts.update(dict(zip(self.NAMES, confusion_counts(preds, target))))

    def compute(self):
        tp, fp, fn, tn = (self._counts[name] for name in self.NAMES)
        if not tp + fp + fn + tn:
            raise ValueError("nothing seen yet")
        return {
            "accuracy": ratio(tp + tn, tp + fp + fn + tn),
            "precision": ratio(tp, tp + fp),
            "recall": ratio(tp, tp + fn),
            "f1": ratio(2 * tp, 2 * tp + fp + fn),
        }

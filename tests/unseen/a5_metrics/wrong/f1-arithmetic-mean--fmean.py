# exercise: f1_score
# mistake: takes the plain mean of precision and recall
# plain python lists: slow but I can follow every step
from statistics import fmean

import torch


def _lists(preds, target):
    if tuple(preds.shape) != tuple(target.shape):
        raise ValueError("preds and target must have the same shape")
    if preds.numel() == 0:
        raise ValueError("no data")
    return preds.flatten().tolist(), target.flatten().tolist()


def confusion_counts(preds, target):
    p, t = _lists(preds, target)
    pairs = list(zip(p, t))
    return pairs.count((1, 1)), pairs.count((1, 0)), pairs.count((0, 1)), pairs.count((0, 0))


def accuracy(preds, target):
    p, t = _lists(preds, target)
    return sum(a == b for a, b in zip(p, t)) / len(t)


def precision(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    try:
        return tp / (tp + fp)
    except ZeroDivisionError:
        return 0.0


def recall(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    try:
        return tp / (tp + fn)
    except ZeroDivisionError:
        return 0.0


def f1_score(preds, target):
    both = precision(preds, target), recall(preds, target)
    return fmean(both)


def macro_f1(preds, target, num_classes):
    p, t = _lists(preds, target)
    total = 0.0
    for c in range(num_classes):
        tp = sum(a == c and b == c for a, b in zip(p, t))
        wrong = sum((a == c) != (b == c) for a, b in zip(p, t))
        if tp + wrong > 0:
            total += 2 * tp / (2 * tp + wrong)
    return total / num_classes


def rmse(preds, target):
    p, t = _lists(preds, target)
    return (sum((a - b) ** 2 for a, b in zip(p, t)) / len(p)) ** 0.5


def mae(preds, target):
    p, t = _lists(preds, target)
    return sum(abs(a - b) for a, b in zip(p, t)) / len(p)


def mape(preds, target, eps=1.17e-6):
    p, t = _lists(preds, target)
    return 100 * sum(abs(a - b) / max(eps, abs(b)) for a, b in zip(p, t)) / len(p)


def smape(preds, target, eps=1.17e-6):
    p, t = _lists(preds, target)
    return 2 * sum(abs(a - b) / max(abs(a) + abs(b), eps) for a, b in zip(p, t)) / len(p)


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("no data")
    if len(logits.shape) == 2 and logits.shape[-1] != 1:
        return torch.argmax(logits, dim=1)
    probabilities = torch.sigmoid(logits.reshape(logits.shape[0]))
    return (probabilities >= threshold).type(torch.int64)


class RunningMetrics:
    def __init__(self):
        self.tp = self.fp = self.fn = self.tn = 0

    def reset(self):
        self.__init__()

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp, self.fp, self.fn, self.tn = self.tp + tp, self.fp + fp, self.fn + fn, self.tn + tn

    def compute(self):
        n = self.tp + self.fp + self.fn + self.tn
        if n == 0:
            raise ValueError("compute before update")
        return {
            "accuracy": (self.tp + self.tn) / n,
            "precision": self.tp / max(1, self.tp + self.fp),
            "recall": self.tp / max(1, self.tp + self.fn),
            "f1": 2 * self.tp / max(1, 2 * self.tp + self.fp + self.fn),
        }

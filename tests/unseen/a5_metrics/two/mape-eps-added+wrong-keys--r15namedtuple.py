# exercise: mape, RunningMetrics
# mistake: mape adds eps to |y| with np.add instead of taking the maximum, and RunningMetrics.compute returns the _asdict() of a named tuple whose first field is called acc
from typing import NamedTuple
import numpy as np
import torch


def _check(preds, target):
    if preds.shape != target.shape:
        raise ValueError(f"different shapes: {tuple(preds.shape)} and {tuple(target.shape)}")
    if preds.numel() == 0:
        raise ValueError("empty input")


def a_numpy(tensor):
    return tensor.detach().cpu().numpy().astype(np.float64)


def confusion_counts(preds, target):
    _check(preds, target)
    # 0 = tn, 1 = fp, 2 = fn, 3 = tp
    cells = torch.bincount(preds.long() + 2 * target.long(), minlength=4).tolist()
    return cells[3], cells[1], cells[2], cells[0]


def accuracy(preds, target):
    _check(preds, target)
    return int(torch.count_nonzero(preds == target)) / target.shape[0]


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
    p, r = precision(preds, target), recall(preds, target)
    try:
        return 2 / (1 / p + 1 / r)
    except ZeroDivisionError:
        return 0.0


def macro_f1(preds, target, num_classes):
    _check(preds, target)
    table = torch.zeros(num_classes, num_classes, dtype=torch.float64)
    for p, t in zip(preds.tolist(), target.tolist()):
        table[t, p] += 1
    hits = table.diagonal()
    support = table.sum(0) + table.sum(1)  # predicted plus true
    return float((2 * hits / support.clamp(min=1)).mean())


def rmse(preds, target):
    _check(preds, target)
    error = a_numpy(preds) - a_numpy(target)
    return float(np.sqrt(np.mean(np.square(error))))


def mae(preds, target):
    _check(preds, target)
    return float(np.abs(a_numpy(preds) - a_numpy(target)).mean())


def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    y, y_hat = a_numpy(target), a_numpy(preds)
    floor = np.add(np.abs(y), eps)  # never zero
    return float(np.mean(np.abs(np.subtract(y, y_hat)) / floor) * 100)


def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    y, y_hat = a_numpy(target), a_numpy(preds)
    return float(2.0 * np.mean(np.abs(y - y_hat) / np.maximum(np.abs(y) + np.abs(y_hat), eps)))


def labels_from_logits(logits, threshold=0.5):
    if not logits.numel():
        raise ValueError("nothing to label")
    match tuple(logits.shape):
        case (_, columns) if columns > 1:
            return torch.argmax(logits, dim=-1)
        case _:
            probs = logits.flatten().sigmoid()
            return torch.where(probs >= threshold, 1, 0)


class Scores(NamedTuple):
    acc: float
    precision: float
    recall: float
    f1: float


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.cells = np.zeros(4, dtype=np.int64)

    def update(self, preds, target):
        self.cells += np.array(confusion_counts(preds, target))

    def compute(self):
        tp, fp, fn, tn = self.cells.tolist()
        if tp + fp + fn + tn == 0:
            raise ValueError("nothing to compute")
        p = tp / (tp + fp) if tp + fp else 0.0
        r = tp / (tp + fn) if tp + fn else 0.0
        f1 = 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0.0
        return Scores((tp + tn) / (tp + fp + fn + tn), p, r, f1)._asdict()

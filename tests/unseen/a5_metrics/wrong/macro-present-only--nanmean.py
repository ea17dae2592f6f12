# exercise: macro_f1
# mistake: a class absent from both gives 0/0 and nanmean leaves it out of the mean
import math

import torch


def checked(fn):
    def wrapper(preds, target, *args, **kwargs):
        if preds.shape != target.shape or preds.nelement() == 0:
            raise ValueError("preds and target need the same, non-empty shape")
        return fn(preds, target, *args, **kwargs)
    return wrapper


def divide(a, b):
    return 0.0 if b == 0 else a / b


def matrix(preds, target, k):
    """k x k table: rows are the truth, columns the prediction"""
    flat = target.long() * k + preds.long()
    return torch.bincount(flat, minlength=k * k).reshape(k, k)


@checked
def confusion_counts(preds, target):
    (tn, fp), (fn, tp) = matrix(preds, target, 2).tolist()
    return tp, fp, fn, tn


@checked
def accuracy(preds, target):
    return torch.eq(preds, target).double().mean().item()


def precision(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return divide(tp, tp + fp)


def recall(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return divide(tp, tp + fn)


def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return divide(2 * p * r, p + r)


@checked
def macro_f1(preds, target, num_classes):
    table = matrix(preds, target, num_classes)
    scores = 2 * table.diag() / (table.sum(0) + table.sum(1))
    return scores.nanmean().item()


@checked
def rmse(preds, target):
    return math.sqrt(((target - preds) ** 2).mean().item())


@checked
def mae(preds, target):
    return torch.mean(torch.abs(target - preds)).item()


@checked
def mape(preds, target, eps=1.17e-6):
    floor = torch.full_like(target, eps)
    return 100 * torch.mean(torch.abs(target - preds) / torch.maximum(torch.abs(target), floor)).item()


@checked
def smape(preds, target, eps=1.17e-6):
    size = torch.abs(target) + torch.abs(preds)
    return 2 * torch.mean(torch.abs(target - preds) / torch.maximum(size, torch.full_like(size, eps))).item()


def labels_from_logits(logits, threshold=0.5):
    if logits.nelement() == 0:
        raise ValueError("no logits")
    multiclass = logits.dim() == 2 and logits.shape[-1] > 1
    return torch.argmax(logits, dim=1) if multiclass else (torch.sigmoid(logits).view(-1) >= threshold).long()


class RunningMetrics:
    def __init__(self):
        self.counts = [0, 0, 0, 0]

    def update(self, preds, target):
        self.counts = [a + b for a, b in zip(self.counts, confusion_counts(preds, target))]

    def compute(self):
        if not sum(self.counts):
            raise ValueError("no data")
        tp, fp, fn, tn = self.counts
        p, r = divide(tp, tp + fp), divide(tp, tp + fn)
        return {"accuracy": (tp + tn) / sum(self.counts), "precision": p, "recall": r, "f1": divide(2 * p * r, p + r)}

    def reset(self):
        self.__init__()

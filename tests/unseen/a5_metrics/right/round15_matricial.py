# style: linear algebra: one-hot matrices, confusion matrix as a product, traces and quadratic forms; a validating decorator
# option: RunningMetrics is an nn.Module whose state is one 2x2 buffer; norms instead of means for the regression errors
import functools

import torch
from torch import nn
from torch.nn import functional as F


def _same_shape(metric):
    @functools.wraps(metric)
    def checked(preds, target, *args, **kwargs):
        if preds.size() != target.size():
            raise ValueError("preds and target must have the same shape")
        if preds.nelement() < 1:
            raise ValueError("preds and target must not be empty")
        with torch.no_grad():
            return metric(preds, target, *args, **kwargs)

    return checked


def _table(preds, target, classes):
    """Entry (i, j): how often i was predicted where j was true."""
    P, T = (F.one_hot(t.long().reshape(-1), classes).double() for t in (preds, target))
    return P.mT @ T


def _safe(numerator, denominator):
    return torch.where(denominator > 0, numerator / denominator.clamp(min=1), 0.0)


def _summary(table):
    tp, columns, rows = table[1, 1], table.sum(0)[1], table.sum(1)[1]
    values = {
        "accuracy": table.trace() / table.sum(),
        "precision": _safe(tp, rows),
        "recall": _safe(tp, columns),
        "f1": _safe(2 * tp, rows + columns),
    }
    return {name: value.item() for name, value in values.items()}


@_same_shape
def confusion_counts(preds, target):
    tn, fn, fp, tp = _table(preds, target, 2).flatten().long().tolist()
    return tp, fp, fn, tn


@_same_shape
def accuracy(preds, target):
    wrong = torch.linalg.vector_norm((preds.long() - target.long()).double(), ord=0)
    return 1.0 - wrong.item() / preds.nelement()


@_same_shape
def precision(preds, target):
    return _summary(_table(preds, target, 2))["precision"]


@_same_shape
def recall(preds, target):
    return _summary(_table(preds, target, 2))["recall"]


@_same_shape
def f1_score(preds, target):
    return _summary(_table(preds, target, 2))["f1"]


@_same_shape
def macro_f1(preds, target, num_classes):
    table = _table(preds, target, num_classes)
    return _safe(2 * table.diagonal(), table.sum(0) + table.sum(1)).mean().item()


@_same_shape
def rmse(preds, target):
    error = (target.double() - preds.double()).reshape(-1)
    return torch.sqrt(torch.dot(error, error) / error.nelement()).item()


@_same_shape
def mae(preds, target):
    return torch.dist(target.double(), preds.double(), p=1).item() / preds.nelement()


@_same_shape
def mape(preds, target, eps=1.17e-6):
    y, y_hat = target.double(), preds.double()
    return 100 * torch.linalg.vector_norm((y - y_hat) / F.threshold(y.abs(), eps, eps), ord=1).item() / y.nelement()


@_same_shape
def smape(preds, target, eps=1.17e-6):
    pair = torch.stack((target, preds)).double()
    size = torch.linalg.vector_norm(pair, ord=1, dim=0)
    distance = pair.diff(dim=0).abs().squeeze(0)
    return 2 * (distance / torch.fmax(size, torch.full_like(size, eps))).mean().item()


def labels_from_logits(logits, threshold=0.5):
    if logits.nelement() == 0:
        raise ValueError("no logits")
    if logits.dim() == 1:
        logits = logits[:, None]
    n, classes = logits.shape
    if classes == 1:
        return (logits.sigmoid() >= threshold).to(torch.int64).view(n)
    return logits.max(dim=1).indices


class RunningMetrics(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("table", torch.zeros(2, 2, dtype=torch.float64))

    def reset(self):
        self.table.zero_()

    def update(self, preds, target):
        if preds.size() != target.size():
            raise ValueError("preds and target must have the same shape")
        self.table += _table(preds, target, 2).to(self.table.device)

    def compute(self):
        if not self.table.any():
            raise ValueError("call update first")
        return _summary(self.table)

    forward = update

# style: everything from a one-hot matrix product (confusion matrix = P'T); decorator that validates; complex trick-free vector norms
# open options used: eager ValueError in update; logits compared in log-odds (float64) when 0 < threshold < 1
import functools
import math

import torch
import torch.nn.functional as F


def checked(function):
    @functools.wraps(function)
    def wrapper(preds, target, *args, **kwargs):
        if preds.shape != target.shape:
            raise ValueError("preds and target must have the same shape")
        if preds.shape[0] == 0:
            raise ValueError("preds and target are empty")
        return function(preds, target, *args, **kwargs)

    return wrapper


def _table(preds, target, c):
    one = lambda v: F.one_hot(v.long(), c).double()
    return one(preds).T @ one(target)  # rows: said; columns: true


def _safe(top, bottom):
    return torch.where(bottom > 0, top / bottom.clamp(min=1), torch.zeros_like(top))


@checked
def confusion_counts(preds, target):
    (tn, fn), (fp, tp) = _table(preds, target, 2).tolist()
    return int(tp), int(fp), int(fn), int(tn)


@checked
def accuracy(preds, target):
    low = min(preds.min().item(), target.min().item())
    c = max(preds.max().item(), target.max().item()) - low + 1
    table = _table(preds - low, target - low, c)
    return (table.trace() / table.sum()).item()


@checked
def precision(preds, target):
    table = _table(preds, target, 2)
    return _safe(table.diagonal(), table.sum(dim=1))[1].item()


@checked
def recall(preds, target):
    table = _table(preds, target, 2)
    return _safe(table.diagonal(), table.sum(dim=0))[1].item()


def _f1s(table):
    return _safe(2 * table.diagonal(), table.sum(0) + table.sum(1))


@checked
def f1_score(preds, target):
    return _f1s(_table(preds, target, 2)).tolist()[1]


@checked
def macro_f1(preds, target, num_classes):
    return _f1s(_table(preds, target, num_classes)).mean().item()


@checked
def rmse(preds, target):
    error = preds.double() - target.double()
    return float(torch.linalg.vector_norm(error) / math.sqrt(error.numel()))


@checked
def mae(preds, target):
    return float(torch.linalg.vector_norm(preds.double() - target.double(), ord=1)) / len(preds)


@checked
def mape(preds, target, eps=1.17e-6):
    y, y_hat = target.double(), preds.double()
    return 100.0 * F.l1_loss(y_hat / y.abs().clamp_min(eps), y / y.abs().clamp_min(eps)).item()


@checked
def smape(preds, target, eps=1.17e-6):
    both = torch.stack([target, preds]).double()
    width = both.abs().sum(0).clamp(min=eps)
    return (both.diff(dim=0)[0].abs() / width).mul(2).mean().item()


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() < 1:
        raise ValueError("empty logits")
    match tuple(logits.shape):
        case (_, c) if c > 1:
            return logits.topk(1, dim=1).indices.squeeze(1)
        case (n, *_):
            z = logits.reshape(n)
    if 0 < threshold < 1:
        return (z.double() >= math.log(threshold / (1 - threshold))).long()
    return (z.sigmoid() >= threshold).long()


class RunningMetrics:
    def __init__(self):
        self.table = torch.zeros(2, 2, dtype=torch.float64)

    def reset(self):
        self.__init__()

    def update(self, preds, target):
        self.table = self.table + checked(_table)(preds, target, 2).cpu()

    def compute(self):
        t = self.table
        if t.sum() == 0:
            raise ValueError("update first")
        values = t.trace() / t.sum(), _safe(t[1, 1], t[1].sum()), _safe(t[1, 1], t[:, 1].sum()), _f1s(t)[1]
        return dict(zip(("accuracy", "precision", "recall", "f1"), map(float, values)))

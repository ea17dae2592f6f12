"""One-hot and einsum; a decorator does the checking; ratios go through nan_to_num."""
import functools
import inspect

import torch
import torch.nn.functional as F
from torch import Tensor


def comparable(fn):
    """preds and target must have one and the same shape, and something in it."""
    signature = inspect.signature(fn)

    @functools.wraps(fn)
    @torch.no_grad()
    def checked(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        preds, target = bound.arguments["preds"], bound.arguments["target"]
        if preds.size() != target.size():
            raise ValueError(f"{fn.__name__}: {list(preds.size())} against {list(target.size())}")
        if not preds.numel():
            raise ValueError(f"{fn.__name__}: empty input")
        return fn(*args, **kwargs)

    return checked


def ratio(a: Tensor, b: Tensor) -> Tensor:
    return torch.nan_to_num(a.double() / b.double(), nan=0.0, posinf=0.0)


def table(preds: Tensor, target: Tensor, classes: int) -> Tensor:
    hot = [F.one_hot(t.long(), classes).double() for t in (target, preds)]
    return torch.einsum("nt,np->tp", *hot)


@comparable
def confusion_counts(preds, target):
    t = table(preds, target, 2)
    return tuple(int(t[i, j]) for i, j in ((1, 1), (0, 1), (1, 0), (0, 0)))


@comparable
def accuracy(preds, target):
    return (preds == target).double().mean().item()


@comparable
def precision(preds, target):
    t = table(preds, target, 2)
    return ratio(t[1, 1], t[:, 1].sum()).item()


@comparable
def recall(preds, target):
    t = table(preds, target, 2)
    return ratio(t[1, 1], t[1].sum()).item()


@comparable
def f1_score(preds, target):
    return _f1_per_class(preds, target, 2)[1].item()


def _f1_per_class(preds, target, classes):
    t = table(preds, target, classes)
    return ratio(2 * t.diag(), torch.einsum("ij->i", t) + torch.einsum("ij->j", t))


@comparable
def macro_f1(preds, target, num_classes):
    return _f1_per_class(preds, target, num_classes).mean().item()


@comparable
def rmse(preds, target):
    return F.mse_loss(preds.double(), target.double(), reduction="mean").sqrt().item()


@comparable
def mae(preds, target):
    return F.l1_loss(preds, target).item()


@comparable
def mape(preds, target, eps=1.17e-6):
    floor = torch.full_like(target, eps)
    return float(100 * torch.mean(torch.abs(target - preds) / torch.maximum(floor, torch.abs(target))))


@comparable
def smape(preds, target, eps=1.17e-6):
    scale = torch.stack([preds, target]).abs().sum(dim=0)
    return float(torch.mean(2 * torch.abs(target - preds) / torch.clamp(scale, min=eps)))


def labels_from_logits(logits, threshold=0.5):
    if 0 in logits.shape or logits.ndim == 0:
        raise ValueError("labels_from_logits: empty input")
    if logits.ndim == 2 and logits.shape[-1] != 1:
        return torch.softmax(logits, dim=-1).argmax(dim=-1)
    return torch.where(torch.sigmoid(logits.ravel()) < threshold, 0, 1)


class RunningMetrics:
    def __init__(self):
        self.table = torch.zeros(2, 2, dtype=torch.float64)

    def reset(self):
        self.table.zero_()

    @property
    def empty(self):
        return self.table.sum() == 0

    def update(self, preds, target):
        if preds.shape != target.shape:
            raise ValueError("update: shapes differ")
        self.table += table(preds, target, 2).cpu()

    def compute(self):
        if self.empty:
            raise ValueError("compute: nothing seen")
        (tn, fp), (fn, tp) = self.table
        values = {
            "accuracy": ratio(tp + tn, self.table.sum()),
            "precision": ratio(tp, tp + fp),
            "recall": ratio(tp, tp + fn),
            "f1": ratio(2 * tp, 2 * tp + fp + fn),
        }
        return {k: v.item() for k, v in values.items()}

# vmap over classes, vector_norm for the errors, decorators; batches are kept (cloned) and joined in compute.
import functools

import torch
from torch.func import vmap


def metric(function):
    """Check the shapes, switch gradients off, hand back a Python float."""

    @functools.wraps(function)
    @torch.no_grad()
    def checked(preds, target, *args, **kwargs):
        if not (preds.shape == target.shape and preds.numel() > 0):
            raise ValueError("same shapes and at least one element")
        return function(preds, target, *args, **kwargs).item()

    return checked


def _div(a, b):
    return torch.nan_to_num(a.to(torch.float64) / b.to(torch.float64), nan=0.0)  # 0 / 0 is 0


def _counts(preds, target, positive):
    p, t = (preds == positive).long(), (target == positive).long()
    return torch.stack([(p * t).sum(), (p * (1 - t)).sum(), ((1 - p) * t).sum(), ((1 - p) * (1 - t)).sum()])


@torch.no_grad()
def confusion_counts(preds, target):
    if not (preds.shape == target.shape and preds.numel() > 0):
        raise ValueError("same shapes and at least one element")
    tp, fp, fn, tn = _counts(preds, target, 1).tolist()
    return tp, fp, fn, tn


@metric
def accuracy(preds, target):
    return 1 - torch.count_nonzero(preds != target).double() / target.numel()


@metric
def precision(preds, target):
    tp, fp, fn, tn = _counts(preds, target, 1)
    return _div(tp, tp + fp)


@metric
def recall(preds, target):
    tp, fp, fn, tn = _counts(preds, target, 1)
    return _div(tp, tp + fn)


def _f1(preds, target, positive):
    tp, fp, fn, tn = _counts(preds, target, positive).unbind()
    return _div(2 * tp, 2 * tp + fp + fn)


@metric
def f1_score(preds, target):
    return _f1(preds, target, 1)


@metric
def macro_f1(preds, target, num_classes):
    classes = torch.arange(num_classes, device=preds.device)
    return vmap(_f1, in_dims=(None, None, 0))(preds, target, classes).mean()


@metric
def rmse(preds, target):
    return torch.linalg.vector_norm(target.double() - preds.double()) / target.numel() ** 0.5


@metric
def mae(preds, target):
    return torch.linalg.vector_norm(target.double() - preds.double(), ord=1) / target.numel()


@metric
def mape(preds, target, eps=1.17e-6):
    y, z = target.double(), preds.double()
    return torch.div((y - z).abs(), torch.maximum(y.abs(), torch.full_like(y, eps))).mean() * 100


@metric
def smape(preds, target, eps=1.17e-6):
    y, z = target.double(), preds.double()
    below = torch.maximum(y.abs() + z.abs(), torch.full_like(y, eps))
    return _div((y - z).abs(), below).mean() * 2


@torch.no_grad()
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("at least one element")
    if logits.dim() == 2 and logits.size(-1) > 1:
        return vmap(torch.argmax)(logits)
    return (torch.special.expit(logits.ravel()) >= threshold).long()


class RunningMetrics:
    def __init__(self):
        self._preds, self._target = [], []

    def reset(self):
        self.__init__()

    def update(self, preds, target):
        if preds.shape != target.shape:
            raise ValueError("same shapes, please")
        self._preds.append(preds.detach().clone().cpu())
        self._target.append(target.detach().clone().cpu())

    def compute(self):
        if not self._preds:
            raise ValueError("nothing to compute from")
        preds, target = torch.cat(self._preds), torch.cat(self._target)
        functions = {"accuracy": accuracy, "precision": precision, "recall": recall, "f1": f1_score}
        return {name: function(preds, target) for name, function in functions.items()}

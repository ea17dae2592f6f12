# Unusual: one confusion matrix made by scatter_add_, from which everything is read with einsum; a decorator checks the arguments.
import functools

import torch
from torch import Tensor


def checked(function):
    @functools.wraps(function)
    def wrapper(preds: Tensor, target: Tensor, *args, **kwargs):
        if preds.size() != target.size() or preds.nelement() < 1:
            raise ValueError("preds and target need the same shape and at least one sample")
        return function(preds.detach(), target.detach(), *args, **kwargs)

    return wrapper


def matrix(preds: Tensor, target: Tensor, classes: int) -> Tensor:
    """Rows: the truth; columns: what was said."""
    cells = target.long() * classes + preds.long()
    flat = torch.zeros(classes * classes, dtype=torch.int64, device=cells.device)
    flat.scatter_add_(0, cells, torch.ones_like(cells))
    return flat.view(classes, classes)


def divide(a: Tensor, b: Tensor) -> Tensor:
    return torch.where(b > 0, a.double() / b.clamp(min=1), 0.0)


@checked
def confusion_counts(preds, target):
    (tn, fp), (fn, tp) = matrix(preds, target, 2).tolist()
    return tp, fp, fn, tn


@checked
def accuracy(preds, target):
    right = torch.zeros(2, dtype=torch.int64, device=target.device).index_add_(0, (preds == target).long(), torch.ones_like(target, dtype=torch.int64))
    return divide(right[1], right.sum()).item()


@checked
def precision(preds, target):
    m = matrix(preds, target, 2)
    return divide(m.diagonal(), m.sum(0))[1].item()


@checked
def recall(preds, target):
    m = matrix(preds, target, 2)
    return divide(m.diagonal(), m.sum(1))[1].item()


def _f1_per_class(m):
    return divide(2 * m.diagonal(), torch.einsum("ij->i", m) + torch.einsum("ij->j", m))


@checked
def f1_score(preds, target):
    return _f1_per_class(matrix(preds, target, 2))[1].item()


@checked
def macro_f1(preds, target, num_classes):
    return _f1_per_class(matrix(preds, target, num_classes)).mean().item()


@checked
def rmse(preds, target):
    error = torch.linalg.vector_norm(preds.double() - target.double())
    return float(error / target.numel() ** 0.5)


@checked
def mae(preds, target):
    return torch.nn.functional.l1_loss(preds.double(), target.double()).item()


@checked
def mape(preds, target, eps=1.17e-6):
    y, z = target.double(), preds.double()
    return torch.dist(y / y.abs().clamp(min=eps), z / y.abs().clamp(min=eps), p=1).div(len(y)).mul(100).item()


@checked
def smape(preds, target, eps=1.17e-6):
    both = torch.stack([target, preds]).double()
    size = both.abs().sum(0).clamp_min_(eps)
    return (2 * both.diff(dim=0).abs().squeeze(0) / size).mean().item()


def labels_from_logits(logits, threshold=0.5):
    if not logits.numel():
        raise ValueError("no logits")
    if logits.dim() == 2 and logits.shape[1] > 1:
        return logits.topk(1, dim=1).indices.squeeze(1)
    probabilities = logits.detach().sigmoid().view(len(logits))
    return torch.bucketize(probabilities, torch.tensor([threshold], dtype=probabilities.dtype, device=logits.device), right=True)


class RunningMetrics:
    def __init__(self):
        self.m = None

    def update(self, preds, target):
        new = checked(matrix)(preds, target, 2).cpu()
        self.m = new if self.m is None else self.m + new

    def compute(self):
        if self.m is None:
            raise ValueError("update first")
        m = self.m
        values = divide(m.trace(), m.sum()), divide(m[1, 1], m[:, 1].sum()), divide(m[1, 1], m[1].sum()), _f1_per_class(m)[1]
        return dict(zip(("accuracy", "precision", "recall", "f1"), (v.item() for v in values)))

    def reset(self):
        self.m = None

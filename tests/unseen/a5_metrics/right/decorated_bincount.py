# unusual: one decorator validates everything and every class metric is read off one bincount of 2*target + preds
from __future__ import annotations

import functools
import inspect

import torch
from torch import Tensor


def validated(metric):
    signature = inspect.signature(metric)

    @functools.wraps(metric)
    def wrapper(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        preds, target = bound.arguments["preds"], bound.arguments["target"]
        if preds.shape != target.shape:
            raise ValueError(f"{metric.__name__}: {tuple(preds.shape)} against {tuple(target.shape)}")
        if not preds.numel():
            raise ValueError(f"{metric.__name__}: no samples")
        with torch.no_grad():
            return metric(*bound.args, **bound.kwargs)

    return wrapper


def _codes(preds, target):
    return torch.bincount(2 * target.long() + preds.long(), minlength=4).tolist()


def _ratio(over, under):
    return over / under if under else 0.0


@validated
def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    tn, fp, fn, tp = _codes(preds, target)
    return tp, fp, fn, tn


@validated
def accuracy(preds: Tensor, target: Tensor) -> float:
    return preds.eq(target).double().mean().item()


@validated
def precision(preds: Tensor, target: Tensor) -> float:
    _, fp, _, tp = _codes(preds, target)
    return _ratio(tp, tp + fp)


@validated
def recall(preds: Tensor, target: Tensor) -> float:
    _, _, fn, tp = _codes(preds, target)
    return _ratio(tp, tp + fn)


@validated
def f1_score(preds: Tensor, target: Tensor) -> float:
    _, fp, fn, tp = _codes(preds, target)
    return _ratio(2 * tp, 2 * tp + fp + fn)


@validated
def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    table = torch.bincount(num_classes * target.long() + preds.long(), minlength=num_classes**2)
    table = table.view(num_classes, num_classes).double()
    hits = table.diagonal()
    sizes = table.sum(0) + table.sum(1)
    return (2 * hits / sizes.clamp(min=1)).sum().item() / num_classes


@validated
def rmse(preds: Tensor, target: Tensor) -> float:
    return preds.sub(target).double().pow(2).mean().sqrt().item()


@validated
def mae(preds: Tensor, target: Tensor) -> float:
    return preds.sub(target).double().abs().mean().item()


@validated
def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    y = target.double()
    return y.sub(preds).abs().div(y.abs().clamp(min=eps)).mean().mul(100).item()


@validated
def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    y, z = target.double(), preds.double()
    return (y - z).abs().div((y.abs() + z.abs()).clamp(min=eps)).mean().mul(2).item()


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if not logits.numel():
        raise ValueError("no samples")
    if logits.dim() == 2 and logits.size(1) > 1:
        return logits.argmax(dim=1)
    return logits.flatten().sigmoid().ge(threshold).long()


class RunningMetrics:
    def __init__(self) -> None:
        self.reset()

    def update(self, preds: Tensor, target: Tensor) -> None:
        for i, count in enumerate(confusion_counts(preds, target)):
            self.counts[i] += count

    def compute(self) -> dict[str, float]:
        tp, fp, fn, tn = self.counts
        if not any(self.counts):
            raise ValueError("compute() before update()")
        return {
            "accuracy": (tp + tn) / sum(self.counts),
            "precision": _ratio(tp, tp + fp),
            "recall": _ratio(tp, tp + fn),
            "f1": _ratio(2 * tp, 2 * tp + fp + fn),
        }

    def reset(self) -> None:
        self.counts = [0, 0, 0, 0]

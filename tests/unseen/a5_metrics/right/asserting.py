# Checks types, shapes, ranges, and that each result lies where it must.
import math

import torch
from torch import Tensor


def _check(preds, target, *, integers=False):
    for name, value in (("preds", preds), ("target", target)):
        if not isinstance(value, Tensor):
            raise TypeError(f"{name} must be a tensor")
        if integers and (value.is_floating_point() or value.is_complex()):
            raise TypeError(f"{name} must hold integer labels")
    if preds.shape != target.shape:
        raise ValueError(f"shapes differ: {tuple(preds.shape)}, {tuple(target.shape)}")
    if preds.numel() == 0:
        raise ValueError("empty input")


def _share(a, b):
    assert 0 <= a <= b or b == 0
    result = a / b if b else 0.0
    assert isinstance(result, float) and 0.0 <= result <= 1.0
    return result


def confusion_counts(preds, target):
    _check(preds, target, integers=True)
    counts = tuple(
        int(((preds == p) & (target == t)).sum().item()) for p, t in ((1, 1), (1, 0), (0, 1), (0, 0))
    )
    if sum(counts) != preds.numel():
        raise ValueError("binary labels must be 0 or 1")
    return counts


def accuracy(preds, target):
    _check(preds, target, integers=True)
    return _share(int((preds == target).sum()), target.numel())


def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return _share(tp, tp + fp)


def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    return _share(tp, tp + fn)


def f1_score(preds, target):
    tp, fp, fn, _ = confusion_counts(preds, target)
    score = _share(2 * tp, 2 * tp + fp + fn)
    p, r = _share(tp, tp + fp), _share(tp, tp + fn)
    assert p + r == 0 or math.isclose(score, 2 * p * r / (p + r), abs_tol=1e-12)
    return score


def macro_f1(preds, target, num_classes):
    _check(preds, target, integers=True)
    if num_classes < 1:
        raise ValueError("at least one class is needed")
    low = min(int(preds.min()), int(target.min()))
    high = max(int(preds.max()), int(target.max()))
    if low < 0 or high >= num_classes:
        raise ValueError(f"labels must lie in 0..{num_classes - 1}")
    scores = [f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes)]
    assert len(scores) == num_classes
    return math.fsum(scores) / num_classes


def _error(preds, target):
    _check(preds, target)
    return target.to(torch.float64).sub(preds.to(torch.float64)).abs()


def rmse(preds, target):
    value = math.sqrt(_error(preds, target).square().mean().item())
    return value


def mae(preds, target):
    value = float(_error(preds, target).mean())
    assert not value < 0
    return value


def mape(preds, target, eps=1.17e-6):
    if eps < 0:
        raise ValueError("eps cannot be negative")
    error = _error(preds, target)
    value = 100 * (error / target.to(torch.float64).abs().clamp(min=eps)).mean().item()
    assert not value < 0
    return value


def smape(preds, target, eps=1.17e-6):
    if eps < 0:
        raise ValueError("eps cannot be negative")
    error = _error(preds, target)
    size = target.to(torch.float64).abs() + preds.to(torch.float64).abs()
    terms = torch.zeros_like(error)
    nonzero = size != 0
    terms[nonzero] = error[nonzero] / size[nonzero].clamp(min=eps)
    value = 2 * terms.mean().item()
    assert not (value < 0 or value > 2 + 1e-9)
    return value


def labels_from_logits(logits, threshold=0.5):
    if not isinstance(logits, Tensor):
        raise TypeError("logits must be a tensor")
    if logits.ndim not in (1, 2):
        raise ValueError("logits must be (n,), (n, 1) or (n, C)")
    if logits.numel() == 0:
        raise ValueError("empty input")
    if logits.ndim == 2 and logits.shape[1] > 1:
        labels = torch.argmax(logits, dim=1)
    else:
        labels = (torch.sigmoid(logits).flatten() >= threshold).to(torch.int64)
    assert labels.shape == (len(logits),) and labels.dtype == torch.int64
    return labels


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self._counts = {"tp": 0, "fp": 0, "fn": 0, "tn": 0}

    def update(self, preds, target):
        before = sum(self._counts.values())
        for name, count in zip(("tp", "fp", "fn", "tn"), confusion_counts(preds, target)):
            self._counts[name] += count
        assert sum(self._counts.values()) == before + preds.numel()

    def compute(self):
        tp, fp, fn, tn = self._counts.values()
        n = tp + fp + fn + tn
        if n == 0:
            raise ValueError("compute() before any update()")
        return {
            "accuracy": _share(tp + tn, n),
            "precision": _share(tp, tp + fp),
            "recall": _share(tp, tp + fn),
            "f1": _share(2 * tp, 2 * tp + fp + fn),
        }

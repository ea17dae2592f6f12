# exercise: rmse
# mistake: an empty input is not refused: the mean of nothing gives NaN
from __future__ import annotations

import torch
from torch import Tensor


def _validate(preds: Tensor, target: Tensor) -> None:
    if preds.shape != target.shape:
        raise ValueError(f"shape mismatch: {tuple(preds.shape)} vs {tuple(target.shape)}")
    if preds.numel() == 0:
        raise ValueError("empty input")


def _ratio(num: float, den: float) -> float:
    return num / den if den else 0.0


def _count(mask: Tensor) -> int:
    return int(mask.sum())


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    _validate(preds, target)
    pos, true = preds == 1, target == 1
    return _count(pos & true), _count(pos & ~true), _count(~pos & true), _count(~pos & ~true)


def accuracy(preds: Tensor, target: Tensor) -> float:
    _validate(preds, target)
    return _count(preds == target) / preds.numel()


def precision(preds: Tensor, target: Tensor) -> float:
    tp, fp, _, _ = confusion_counts(preds, target)
    return _ratio(tp, tp + fp)


def recall(preds: Tensor, target: Tensor) -> float:
    tp, _, fn, _ = confusion_counts(preds, target)
    return _ratio(tp, tp + fn)


def f1_score(preds: Tensor, target: Tensor) -> float:
    tp, fp, fn, _ = confusion_counts(preds, target)
    return _ratio(2 * tp, 2 * tp + fp + fn)


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    _validate(preds, target)
    per_class = []
    for c in range(num_classes):
        tp = _count((preds == c) & (target == c))
        fp = _count((preds == c) & (target != c))
        fn = _count((preds != c) & (target == c))
        per_class.append(_ratio(2 * tp, 2 * tp + fp + fn))
    return sum(per_class) / num_classes


def rmse(preds: Tensor, target: Tensor) -> float:
    if preds.shape != target.shape:
        raise ValueError("shape mismatch")
    return ((preds - target) ** 2).mean().sqrt().item()


def mae(preds: Tensor, target: Tensor) -> float:
    _validate(preds, target)
    return (preds - target).abs().mean().item()


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _validate(preds, target)
    relative = (target - preds).abs() / target.abs().clamp_min(eps)
    return 100.0 * relative.mean().item()


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _validate(preds, target)
    relative = (target - preds).abs() / (target.abs() + preds.abs()).clamp_min(eps)
    return 2.0 * relative.mean().item()


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("empty logits")
    if logits.ndim == 2 and logits.size(1) > 1:
        return logits.argmax(dim=-1)
    return logits.flatten().sigmoid().ge(threshold).to(torch.int64)


class RunningMetrics:
    def __init__(self) -> None:
        self.tp = self.fp = self.fn = self.tn = 0

    def update(self, preds: Tensor, target: Tensor) -> None:
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp += tp
        self.fp += fp
        self.fn += fn
        self.tn += tn

    def compute(self) -> dict[str, float]:
        n = self.tp + self.fp + self.fn + self.tn
        if n == 0:
            raise ValueError("compute() called before update()")
        return {
            "accuracy": (self.tp + self.tn) / n,
            "precision": _ratio(self.tp, self.tp + self.fp),
            "recall": _ratio(self.tp, self.tp + self.fn),
            "f1": _ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn),
        }

    def reset(self) -> None:
        self.tp = self.fp = self.fn = self.tn = 0

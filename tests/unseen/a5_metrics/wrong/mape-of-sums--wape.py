# exercise: mape
# mistake: It divides the sum of the errors by the sum of the true values, and does not average the quotients.
from __future__ import annotations

import torch
from torch import Tensor


def _validate(preds: Tensor, target: Tensor) -> None:
    """Raise ValueError unless both have the same, non-empty shape."""
    if preds.shape != target.shape:
        raise ValueError(f"preds {tuple(preds.shape)} and target {tuple(target.shape)} must match")
    if preds.numel() == 0:
        raise ValueError("At least one sample is required")


def _safe_divide(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator != 0 else 0.0


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    _validate(preds, target)
    positive, actual = preds.bool(), target.bool()
    tp = (positive & actual).sum().item()
    fp = (positive & ~actual).sum().item()
    fn = (~positive & actual).sum().item()
    tn = (~positive & ~actual).sum().item()
    return tp, fp, fn, tn


def accuracy(preds: Tensor, target: Tensor) -> float:
    _validate(preds, target)
    return torch.eq(preds, target).double().mean().item()


def precision(preds: Tensor, target: Tensor) -> float:
    tp, fp, *_ = confusion_counts(preds, target)
    return float(_safe_divide(tp, tp + fp))


def recall(preds: Tensor, target: Tensor) -> float:
    tp, _, fn, _ = confusion_counts(preds, target)
    return float(_safe_divide(tp, tp + fn))


def f1_score(preds: Tensor, target: Tensor) -> float:
    tp, fp, fn, _ = confusion_counts(preds, target)
    return float(_safe_divide(2 * tp, 2 * tp + fp + fn))


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    _validate(preds, target)
    per_class = [f1_score(preds == c, target == c) for c in range(num_classes)]
    return sum(per_class) / len(per_class)


def rmse(preds: Tensor, target: Tensor) -> float:
    _validate(preds, target)
    return torch.sqrt(torch.mean((target - preds).square())).item()


def mae(preds: Tensor, target: Tensor) -> float:
    _validate(preds, target)
    return torch.mean((target - preds).abs()).item()


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _validate(preds, target)
    errors = torch.abs(target - preds)
    scale = torch.clamp(torch.abs(target), min=eps)
    return 100 * (errors.sum() / scale.sum()).item()


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _validate(preds, target)
    errors = torch.abs(target - preds)
    scale = torch.clamp(torch.abs(target) + torch.abs(preds), min=eps)
    return 2 * torch.mean(errors / scale).item()


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("At least one sample is required")
    multiclass = logits.dim() == 2 and logits.size(1) != 1
    if multiclass:
        return logits.argmax(dim=1)
    return (logits.view(-1).sigmoid() >= threshold).to(torch.int64)


class RunningMetrics:
    """Accumulates the confusion counts."""

    def __init__(self) -> None:
        self._counts = [0, 0, 0, 0]

    def update(self, preds: Tensor, target: Tensor) -> None:
        new = confusion_counts(preds, target)
        self._counts = [old + n for old, n in zip(self._counts, new)]

    def compute(self) -> dict[str, float]:
        tp, fp, fn, tn = self._counts
        total = tp + fp + fn + tn
        if total == 0:
            raise ValueError("update must be called first")
        return {
            "accuracy": (tp + tn) / total,
            "precision": float(_safe_divide(tp, tp + fp)),
            "recall": float(_safe_divide(tp, tp + fn)),
            "f1": float(_safe_divide(2 * tp, 2 * tp + fp + fn)),
        }

    def reset(self) -> None:
        self._counts = [0] * 4

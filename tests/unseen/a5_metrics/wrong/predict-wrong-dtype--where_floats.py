# exercise: labels_from_logits
# mistake: the binary branch returns floating point 0.0 and 1.0 instead of int64 labels
from __future__ import annotations

from torch import Tensor
import torch


def _check(preds: Tensor, target: Tensor) -> None:
    if preds.shape != target.shape:
        raise ValueError(f"different shapes: {tuple(preds.shape)}, {tuple(target.shape)}")
    if preds.nelement() < 1:
        raise ValueError("no samples")


def _f1(tp: int, fp: int, fn: int) -> float:
    denominator = 2 * tp + fp + fn
    return 2 * tp / denominator if denominator > 0 else 0.0


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    """Counts from the codes 2*target + pred."""
    _check(preds, target)
    code = 2 * target.long() + preds.long()
    tn, fp, fn, tp = torch.bincount(code, minlength=4).tolist()
    return tp, fp, fn, tn


def accuracy(preds: Tensor, target: Tensor) -> float:
    """Share of hits."""
    _check(preds, target)
    return torch.eq(preds, target).double().mean().item()


def precision(preds: Tensor, target: Tensor) -> float:
    """TP / (TP + FP)."""
    tp, fp, _, _ = confusion_counts(preds, target)
    return tp / max(tp + fp, 1)


def recall(preds: Tensor, target: Tensor) -> float:
    """TP / (TP + FN)."""
    tp, _, fn, _ = confusion_counts(preds, target)
    return tp / max(tp + fn, 1)


def f1_score(preds: Tensor, target: Tensor) -> float:
    """Harmonic mean of precision and recall."""
    tp, fp, fn, _ = confusion_counts(preds, target)
    return _f1(tp, fp, fn)


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    """Mean of the one-vs-rest F1."""
    _check(preds, target)
    scores = []
    for c in range(num_classes):
        is_pred, is_true = preds == c, target == c
        tp = (is_pred & is_true).sum().item()
        scores.append(_f1(tp, is_pred.sum().item() - tp, is_true.sum().item() - tp))
    return sum(scores) / len(scores)


def rmse(preds: Tensor, target: Tensor) -> float:
    """Root of the mean squared error."""
    _check(preds, target)
    return torch.sqrt(torch.mean(torch.square(preds - target))).item()


def mae(preds: Tensor, target: Tensor) -> float:
    """Mean absolute error."""
    _check(preds, target)
    return torch.mean(torch.abs(preds - target)).item()


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    """Mean absolute percentage error."""
    _check(preds, target)
    ratio = torch.abs(preds - target) / torch.clamp(torch.abs(target), min=eps)
    return 100.0 * ratio.mean().item()


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    """Symmetric MAPE in 0..2."""
    _check(preds, target)
    scale = torch.clamp(torch.abs(target) + torch.abs(preds), min=eps)
    return 2.0 * (torch.abs(preds - target) / scale).mean().item()


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    """Hard labels."""
    if logits.nelement() == 0:
        raise ValueError("no samples")
    if logits.ndim == 2 and logits.size(1) > 1:
        return logits.max(dim=1).indices
    return torch.where(logits.sigmoid().view(-1) >= threshold, 1.0, 0.0)


class RunningMetrics:
    """Collects batches and computes at the end."""

    def __init__(self) -> None:
        self._preds: list[Tensor] = []
        self._target: list[Tensor] = []

    def update(self, preds: Tensor, target: Tensor) -> None:
        _check(preds, target)
        self._preds.append(preds.detach().clone())
        self._target.append(target.detach().clone())

    def compute(self) -> dict[str, float]:
        if not self._preds:
            raise ValueError("nothing seen yet")
        p, t = torch.cat(self._preds), torch.cat(self._target)
        return {
            "accuracy": accuracy(p, t),
            "precision": precision(p, t),
            "recall": recall(p, t),
            "f1": f1_score(p, t),
        }

    def reset(self) -> None:
        self._preds.clear()
        self._target.clear()

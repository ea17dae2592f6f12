# exercise: accuracy
# mistake: divides with rounding_mode floor, so the result is 0 or 1
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
    hits = (preds == target).sum()
    return float(torch.div(hits, preds.shape[0], rounding_mode="floor"))


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
    match logits.shape:
        case (_, c) if c > 1:
            return logits.max(dim=1).indices
        case _:
            return torch.where(logits.sigmoid().view(-1) >= threshold, 1, 0)


class RunningMetrics:
    """Adds the counts of the batches."""

    def __init__(self) -> None:
        self.counts = torch.zeros(4, dtype=torch.long)

    def update(self, preds: Tensor, target: Tensor) -> None:
        self.counts = self.counts + torch.tensor(confusion_counts(preds, target))

    def compute(self) -> dict[str, float]:
        tp, fp, fn, tn = self.counts.tolist()
        if tp + fp + fn + tn == 0:
            raise ValueError("nothing seen yet")
        return {
            "accuracy": (tp + tn) / (tp + fp + fn + tn),
            "precision": tp / max(tp + fp, 1),
            "recall": tp / max(tp + fn, 1),
            "f1": _f1(tp, fp, fn),
        }

    def reset(self) -> None:
        self.counts = torch.zeros(4, dtype=torch.long)

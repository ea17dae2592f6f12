# exercise: labels_from_logits
# mistake: compares the logits themselves with the threshold, and takes the argmax over the samples instead of the classes
from typing import Dict, Tuple

import torch
from torch import Tensor


def _validate_inputs(preds: Tensor, target: Tensor) -> None:
    """Check that both tensors have the same shape and are not empty."""
    if preds.shape != target.shape:
        raise ValueError(f"Shape mismatch: {tuple(preds.shape)} vs {tuple(target.shape)}")
    if target.numel() == 0:
        raise ValueError("Metrics are undefined for empty inputs")


def _safe_divide(numerator: float, denominator: float) -> float:
    """Divide, returning 0.0 when the denominator is zero."""
    return float(numerator / denominator) if denominator else 0.0


def confusion_counts(preds: Tensor, target: Tensor) -> Tuple[int, int, int, int]:
    """Compute the binary confusion counts (tp, fp, fn, tn)."""
    _validate_inputs(preds, target)
    predicted, actual = preds == 1, target == 1
    tp = int((predicted & actual).sum())
    fp = int((predicted & ~actual).sum())
    fn = int((~predicted & actual).sum())
    tn = int((~predicted & ~actual).sum())
    return tp, fp, fn, tn


def accuracy(preds: Tensor, target: Tensor) -> float:
    """Fraction of predictions that match the target."""
    _validate_inputs(preds, target)
    return (preds == target).double().mean().item()


def precision(preds: Tensor, target: Tensor) -> float:
    """Precision = TP / (TP + FP)."""
    tp, fp, _, _ = confusion_counts(preds, target)
    return _safe_divide(tp, tp + fp)


def recall(preds: Tensor, target: Tensor) -> float:
    """Recall = TP / (TP + FN)."""
    tp, _, fn, _ = confusion_counts(preds, target)
    return _safe_divide(tp, tp + fn)


def f1_score(preds: Tensor, target: Tensor) -> float:
    """F1 = 2TP / (2TP + FP + FN), the harmonic mean of precision and recall."""
    tp, fp, fn, _ = confusion_counts(preds, target)
    return _safe_divide(2 * tp, 2 * tp + fp + fn)


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    """Unweighted mean of the per-class F1 scores."""
    _validate_inputs(preds, target)
    scores = []
    for label in range(num_classes):
        predicted, actual = preds == label, target == label
        overlap = (predicted & actual).sum().item()
        scores.append(_safe_divide(2 * overlap, predicted.sum().item() + actual.sum().item()))
    return sum(scores) / num_classes


def rmse(preds: Tensor, target: Tensor) -> float:
    """Root mean squared error."""
    _validate_inputs(preds, target)
    return torch.sqrt(torch.mean((preds - target) ** 2)).item()


def mae(preds: Tensor, target: Tensor) -> float:
    """Mean absolute error."""
    _validate_inputs(preds, target)
    return torch.mean(torch.abs(preds - target)).item()


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    """Mean absolute percentage error, in percent."""
    _validate_inputs(preds, target)
    denominator = torch.clamp(torch.abs(target), min=eps)
    return 100.0 * torch.mean(torch.abs(target - preds) / denominator).item()


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    """Symmetric mean absolute percentage error in [0, 2]."""
    _validate_inputs(preds, target)
    denominator = torch.clamp(torch.abs(target) + torch.abs(preds), min=eps)
    return 2.0 * torch.mean(torch.abs(target - preds) / denominator).item()


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    """Turn network outputs into class labels.

    Multi-class outputs use the arg max; binary outputs are compared with ``threshold``.
    """
    if logits.numel() == 0:
        raise ValueError("Cannot compute labels of an empty tensor")
    is_binary = logits.dim() == 1 or logits.size(-1) == 1
    if not is_binary:
        return torch.argmax(logits, dim=0).long()
    return torch.where(logits.reshape(-1) >= threshold, 1, 0)


class RunningMetrics:
    """Accumulate confusion counts over batches."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything seen so far."""
        self.tp = self.fp = self.fn = self.tn = 0

    def update(self, preds: Tensor, target: Tensor) -> None:
        """Add one batch."""
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp += tp
        self.fp += fp
        self.fn += fn
        self.tn += tn

    def compute(self) -> Dict[str, float]:
        """Return the metrics of everything seen since the last reset."""
        total = self.tp + self.fp + self.fn + self.tn
        if total == 0:
            raise ValueError("compute() called before update()")
        return {
            "accuracy": (self.tp + self.tn) / total,
            "precision": _safe_divide(self.tp, self.tp + self.fp),
            "recall": _safe_divide(self.tp, self.tp + self.fn),
            "f1": _safe_divide(2 * self.tp, 2 * self.tp + self.fp + self.fn),
        }

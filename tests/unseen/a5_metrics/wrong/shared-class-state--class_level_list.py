# exercise: RunningMetrics
# mistake: keeps what was seen in lists of the class, which all its objects share
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
    """Convert logits to integer class labels."""
    if logits.numel() == 0:
        raise ValueError("logits must not be empty")
    if logits.ndim == 2:
        if logits.size(1) > 1:
            return torch.argmax(logits, dim=1)
        logits = logits.squeeze(1)
    return (torch.sigmoid(logits) >= threshold).to(torch.int64)


class RunningMetrics:
    """Collect predictions and targets of all batches and evaluate them at the end."""

    _preds: list = []
    _targets: list = []

    def __init__(self) -> None:
        pass

    def update(self, preds: Tensor, target: Tensor) -> None:
        """Add one batch."""
        _validate_inputs(preds, target)
        self._preds.extend(preds.tolist())
        self._targets.extend(target.tolist())

    def compute(self) -> Dict[str, float]:
        """Evaluate everything seen since the last reset."""
        if not self._preds:
            raise ValueError("No batches have been seen yet")
        preds, target = torch.tensor(self._preds), torch.tensor(self._targets)
        metrics = {"accuracy": accuracy, "precision": precision, "recall": recall, "f1": f1_score}
        return {name: metric(preds, target) for name, metric in metrics.items()}

    def reset(self) -> None:
        """Start again."""
        self._preds.clear()
        self._targets.clear()

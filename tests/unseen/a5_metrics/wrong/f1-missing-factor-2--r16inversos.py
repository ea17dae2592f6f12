# exercise: f1_score
# mistake: writes the harmonic mean as 1 / (1/P + 1/R), without the 2 on top
from __future__ import annotations

import torch
from torch import Tensor


def _validated(preds: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Both inputs, once they are known to be non-empty and of one shape."""
    if preds.shape != target.shape:
        raise ValueError(f"shapes differ: {tuple(preds.shape)} and {tuple(target.shape)}")
    if target.numel() == 0:
        raise ValueError("empty input")
    return preds.detach(), target.detach()


def _as_double(preds: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    preds, target = _validated(preds, target)
    return preds.to(torch.float64), target.to(torch.float64)


def _ratio(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator else 0.0


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    preds, target = _validated(preds, target)
    said_yes, is_yes = preds.bool(), target.bool()
    tp = int((said_yes & is_yes).sum())
    fp = int((said_yes & ~is_yes).sum())
    fn = int((~said_yes & is_yes).sum())
    return tp, fp, fn, target.numel() - tp - fp - fn


def accuracy(preds: Tensor, target: Tensor) -> float:
    preds, target = _validated(preds, target)
    return _ratio(int(preds.eq(target).sum()), target.numel())


def precision(preds: Tensor, target: Tensor) -> float:
    tp, fp, _, _ = confusion_counts(preds, target)
    return _ratio(tp, tp + fp)


def recall(preds: Tensor, target: Tensor) -> float:
    tp, _, fn, _ = confusion_counts(preds, target)
    return _ratio(tp, tp + fn)


def _harmonic_mean(*values: float) -> float:
    """Reciprocal of the reciprocals; zero as soon as one value is zero."""
    if any(value == 0 for value in values):
        return 0.0
    return 1.0 / sum(1.0 / value for value in values)


def f1_score(preds: Tensor, target: Tensor) -> float:
    return _harmonic_mean(precision(preds, target), recall(preds, target))


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    preds, target = _validated(preds, target)
    scores = []
    for label in range(num_classes):
        predicted, actual = preds == label, target == label
        hits = int((predicted & actual).sum())
        scores.append(_ratio(2 * hits, int(predicted.sum()) + int(actual.sum())))
    return sum(scores) / num_classes


def rmse(preds: Tensor, target: Tensor) -> float:
    preds, target = _as_double(preds, target)
    return float((preds - target).square().mean().sqrt())


def mae(preds: Tensor, target: Tensor) -> float:
    preds, target = _as_double(preds, target)
    return float((preds - target).abs().mean())


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    preds, target = _as_double(preds, target)
    relative = (preds - target).abs() / target.abs().clamp_min(eps)
    return 100.0 * float(relative.mean())


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    preds, target = _as_double(preds, target)
    size = (preds.abs() + target.abs()).clamp_min(eps)
    return 2.0 * float(((preds - target).abs() / size).mean())


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if not logits.numel():
        raise ValueError("empty logits")
    multiclass = logits.dim() == 2 and logits.size(1) > 1
    if multiclass:
        return torch.argmax(logits, dim=-1)
    return logits.flatten().sigmoid().ge(threshold).to(torch.int64)


class RunningMetrics:
    def __init__(self) -> None:
        self.conteos = torch.zeros(4, dtype=torch.int64)  # tp, fp, fn, tn

    def reset(self) -> None:
        self.conteos = torch.zeros(4, dtype=torch.int64)

    def update(self, preds: Tensor, target: Tensor) -> None:
        self.conteos = self.conteos + torch.tensor(confusion_counts(preds, target))

    def compute(self) -> dict[str, float]:
        tp, fp, fn, tn = self.conteos.tolist()
        if tp + fp + fn + tn == 0:
            raise ValueError("falta llamar a update")
        return {
            "accuracy": (tp + tn) / (tp + fp + fn + tn),
            "precision": tp / max(tp + fp, 1),
            "recall": tp / max(tp + fn, 1),
            "f1": 2 * tp / max(2 * tp + fp + fn, 1),
        }

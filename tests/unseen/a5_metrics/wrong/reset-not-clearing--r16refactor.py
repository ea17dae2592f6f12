# exercise: RunningMetrics
# mistake: reset empties attributes with the old names, so the stored batches stay
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


def f1_score(preds: Tensor, target: Tensor) -> float:
    tp, fp, fn, _ = confusion_counts(preds, target)
    return _ratio(2 * tp, 2 * tp + fp + fn)


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
        self._batches: list[tuple[Tensor, Tensor]] = []

    def update(self, preds: Tensor, target: Tensor) -> None:
        self._batches.append(_validated(preds.clone(), target.clone()))

    def _everything(self) -> tuple[Tensor, Tensor]:
        if not self._batches:
            raise ValueError("nothing seen yet")
        preds, target = zip(*self._batches)
        return torch.cat(preds), torch.cat(target)

    def compute(self) -> dict[str, float]:
        preds, target = self._everything()
        return dict(
            accuracy=accuracy(preds, target),
            precision=precision(preds, target),
            recall=recall(preds, target),
            f1=f1_score(preds, target),
        )

    def reset(self) -> None:
        self._preds = []
        self._target = []

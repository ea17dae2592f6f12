# Metrics as modules with buffers: counts live in an nn.Module, functions delegate to small stateless helpers.
from typing import Sequence

import torch
from torch import Tensor, nn


def _validate(preds: Tensor, target: Tensor) -> None:
    if preds.size() != target.size():
        raise ValueError(f"different shapes: {list(preds.size())} and {list(target.size())}")
    if preds.numel() < 1:
        raise ValueError("at least one sample is needed")


def _stat_scores(preds: Tensor, target: Tensor, labels: Sequence[int]) -> Tensor:
    """(len(labels), 4) counts tp, fp, fn, tn of each label against the rest."""
    classes = torch.tensor(list(labels), device=preds.device).unsqueeze(1)
    p, t = preds.unsqueeze(0) == classes, target.unsqueeze(0) == classes
    return torch.stack([(p & t).sum(1), (p & ~t).sum(1), (~p & t).sum(1), (~p & ~t).sum(1)], dim=1)


def _ratio(numerator: Tensor, denominator: Tensor) -> Tensor:
    # counts are whole numbers: a denominator of 0 has a numerator of 0, and 0 / 1 is 0
    return numerator.double() / denominator.double().clamp(min=1)


def _f1(scores: Tensor) -> Tensor:
    tp, fp, fn, _ = scores.unbind(-1)
    return _ratio(2 * tp, 2 * tp + fp + fn)


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    _validate(preds, target)
    return tuple(_stat_scores(preds, target, [1])[0].tolist())


def accuracy(preds: Tensor, target: Tensor) -> float:
    _validate(preds, target)
    return (preds == target).double().mean().item()


def precision(preds: Tensor, target: Tensor) -> float:
    _validate(preds, target)
    tp, fp, _, _ = _stat_scores(preds, target, [1])[0]
    return _ratio(tp, tp + fp).item()


def recall(preds: Tensor, target: Tensor) -> float:
    _validate(preds, target)
    tp, _, fn, _ = _stat_scores(preds, target, [1])[0]
    return _ratio(tp, tp + fn).item()


def f1_score(preds: Tensor, target: Tensor) -> float:
    _validate(preds, target)
    return _f1(_stat_scores(preds, target, [1])[0]).item()


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    _validate(preds, target)
    return _f1(_stat_scores(preds, target, range(num_classes))).mean().item()


def rmse(preds: Tensor, target: Tensor) -> float:
    _validate(preds, target)
    return nn.functional.mse_loss(preds.double(), target.double()).sqrt().item()


def mae(preds: Tensor, target: Tensor) -> float:
    _validate(preds, target)
    return nn.functional.l1_loss(preds.double(), target.double()).item()


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _validate(preds, target)
    target = target.double()
    return 100 * ((preds - target).abs() / target.abs().clamp(min=eps)).mean().item()


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _validate(preds, target)
    preds, target = preds.double(), target.double()
    scale = preds.abs() + target.abs()
    terms = (preds - target).abs() / scale.clamp(min=eps)
    return 2 * terms.masked_fill(scale == 0, 0.0).mean().item()


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("at least one sample is needed")
    if logits.ndim == 1:
        logits = logits.unsqueeze(1)
    if logits.shape[1] > 1:
        return torch.topk(logits, k=1, dim=1).indices[:, 0]
    return torch.sigmoid(logits).squeeze(1).ge(threshold).long()


class RunningMetrics(nn.Module):
    counts: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("counts", torch.zeros(4, dtype=torch.int64), persistent=False)

    def update(self, preds: Tensor, target: Tensor) -> None:
        _validate(preds, target)
        self.counts += _stat_scores(preds, target, [1])[0].to(self.counts.device)

    def compute(self) -> dict[str, float]:
        if not self.counts.any():
            raise ValueError("update has not been called")
        tp, fp, fn, tn = self.counts
        return {
            "accuracy": _ratio(tp + tn, self.counts.sum()).item(),
            "precision": _ratio(tp, tp + fp).item(),
            "recall": _ratio(tp, tp + fn).item(),
            "f1": _f1(self.counts).item(),
        }

    def reset(self) -> None:
        self.counts.zero_()

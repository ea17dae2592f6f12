# unusual: the threshold is moved to logit space; RunningMetrics only stores batches and checks shapes in compute
import math

import torch
import torch.nn.functional as F
from torch import Tensor


def _ensure(preds: Tensor, target: Tensor) -> None:
    if list(preds.shape) != list(target.shape):
        raise ValueError("shapes must agree")
    if min(preds.shape, default=0) == 0:
        raise ValueError("no samples")


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    _ensure(preds, target)
    p, t = preds.long(), target.long()
    tp = torch.dot(p, t).item()
    fp = p.sum().item() - tp
    fn = t.sum().item() - tp
    return tp, fp, fn, p.numel() - tp - fp - fn


def accuracy(preds: Tensor, target: Tensor) -> float:
    _ensure(preds, target)
    return 1.0 - torch.count_nonzero(preds.long() - target.long()).item() / len(preds)


def precision(preds: Tensor, target: Tensor) -> float:
    tp, fp, *_ = confusion_counts(preds, target)
    return tp / max(tp + fp, 1)


def recall(preds: Tensor, target: Tensor) -> float:
    # the recall is the precision with the roles exchanged
    return precision(preds=target, target=preds)


def f1_score(preds: Tensor, target: Tensor) -> float:
    p, r = precision(preds, target), recall(preds, target)
    return 0.0 if p + r == 0 else 2 * p * r / (p + r)


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    _ensure(preds, target)
    scores = torch.zeros(num_classes, dtype=torch.float64)
    for k in torch.unique(torch.cat([preds, target])).tolist():
        scores[k] = f1_score(preds == k, target == k)
    return scores.mean().item()


def rmse(preds: Tensor, target: Tensor) -> float:
    _ensure(preds, target)
    return F.mse_loss(preds.detach().double(), target.detach().double()).sqrt().item()


def mae(preds: Tensor, target: Tensor) -> float:
    _ensure(preds, target)
    return F.l1_loss(preds.detach().double(), target.detach().double()).item()


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _ensure(preds, target)
    y = target.detach().double()
    scale = F.threshold(y.abs(), eps, eps)
    return 100.0 * F.l1_loss(preds.detach().double() / scale, y / scale).item()


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _ensure(preds, target)
    y, z = target.detach().double(), preds.detach().double()
    scale = F.threshold(y.abs() + z.abs(), eps, eps)
    return 2.0 * F.l1_loss(z / scale, y / scale).item()


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("no samples")
    if logits.dim() == 2 and logits.shape[1] > 1:
        return logits.argmax(1)
    z = logits.flatten()
    if threshold <= 0.0:
        return torch.ones_like(z, dtype=torch.long)
    if threshold >= 1.0:
        return (z.sigmoid() >= threshold).long()
    cut = math.log(threshold) - math.log1p(-threshold)  # sigmoid(cut) == threshold
    return (z >= cut).long()


class RunningMetrics:
    def __init__(self) -> None:
        self._batches: list[tuple[Tensor, Tensor]] = []

    def update(self, preds: Tensor, target: Tensor) -> None:
        self._batches.append((preds.detach().clone(), target.detach().clone()))

    def compute(self) -> dict[str, float]:
        if len(self._batches) == 0:
            raise ValueError("no batches")
        for preds, target in self._batches:
            _ensure(preds, target)
        preds, target = (torch.cat(parts) for parts in zip(*self._batches))
        functions = {"accuracy": accuracy, "precision": precision, "recall": recall, "f1": f1_score}
        return {name: function(preds, target) for name, function in functions.items()}

    def reset(self) -> None:
        self._batches.clear()

# exercise: RunningMetrics
# mistake: RunningMetrics.compute drains its queue of batches with popleft, so a second compute has nothing left and later updates start from zero
from collections import deque
import torch


def _check(preds, target):
    if preds.shape != target.shape:
        raise ValueError(f"different shapes: {tuple(preds.shape)} and {tuple(target.shape)}")
    if preds.numel() == 0:
        raise ValueError("empty input")


def confusion_counts(preds, target):
    _check(preds, target)
    tp = ((preds == 1) & (target == 1)).sum().item()
    fp = ((preds == 1) & (target == 0)).sum().item()
    fn = ((preds == 0) & (target == 1)).sum().item()
    tn = ((preds == 0) & (target == 0)).sum().item()
    return tp, fp, fn, tn


def accuracy(preds, target):
    _check(preds, target)
    return (preds == target).double().mean().item()


def _ratio(a, b):
    return a / b if b else 0.0


def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return _ratio(tp, tp + fp)


def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    return _ratio(tp, tp + fn)


def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return _ratio(2 * p * r, p + r)


def macro_f1(preds, target, num_classes):
    _check(preds, target)
    scores = [f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes)]
    return sum(scores) / num_classes


def rmse(preds, target):
    _check(preds, target)
    return torch.sqrt(torch.mean((target - preds) ** 2)).item()


def mae(preds, target):
    _check(preds, target)
    return torch.mean(torch.abs(target - preds)).item()


def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * ((target - preds).abs() / target.abs().clamp(min=eps)).mean().item()


def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    scale = (target.abs() + preds.abs()).clamp(min=eps)
    return 2 * ((target - preds).abs() / scale).mean().item()


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("empty logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (torch.sigmoid(logits.reshape(-1)) >= threshold).long()


class RunningMetrics:
    """Keeps the batches in a queue and counts when asked."""

    def __init__(self):
        self.queue = deque()

    def update(self, preds, target):
        _check(preds, target)
        self.queue.append((preds.detach().clone(), target.detach().clone()))

    def compute(self):
        if not self.queue:
            raise ValueError("no batches")
        totals = [0, 0, 0, 0]
        while self.queue:
            batch = confusion_counts(*self.queue.popleft())
            totals = [old + new for old, new in zip(totals, batch)]
        tp, fp, fn, tn = totals
        p, r = _ratio(tp, tp + fp), _ratio(tp, tp + fn)
        return {
            "accuracy": (tp + tn) / sum(totals),
            "precision": p,
            "recall": r,
            "f1": _ratio(2 * p * r, p + r),
        }

    def reset(self):
        self.queue.clear()

# exercise: labels_from_logits
# mistake: With one logit per class it takes the argmax down the samples (dim 0), not over the classes.
import torch
from torch import Tensor


def _check(preds, target):
    if preds.shape != target.shape:
        raise ValueError(f"shapes differ: {tuple(preds.shape)} and {tuple(target.shape)}")
    if preds.numel() == 0:
        raise ValueError("no samples")


def _ratio(a, b):
    return a / b if b else 0.0


def confusion_counts(preds, target):
    _check(preds, target)
    tp = int(((preds == 1) & (target == 1)).sum())
    fp = int(((preds == 1) & (target == 0)).sum())
    fn = int(((preds == 0) & (target == 1)).sum())
    tn = int(((preds == 0) & (target == 0)).sum())
    return tp, fp, fn, tn


def accuracy(preds, target):
    _check(preds, target)
    return (preds == target).float().mean().item()


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
    scores = [f1_score((preds == c).int(), (target == c).int()) for c in range(num_classes)]
    return sum(scores) / num_classes


def rmse(preds, target):
    _check(preds, target)
    return ((target - preds) ** 2).mean().sqrt().item()


def mae(preds, target):
    _check(preds, target)
    return (target - preds).abs().mean().item()


def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return (100 * ((target - preds).abs() / target.abs().clamp(min=eps)).mean()).item()


def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return (2 * ((target - preds).abs() / (target.abs() + preds.abs()).clamp(min=eps)).mean()).item()


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("no samples")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(0)
    return (torch.sigmoid(logits).reshape(-1) >= threshold).long()


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.preds, self.target = [], []

    def update(self, preds, target):
        _check(preds, target)
        self.preds.append(preds)
        self.target.append(target)

    def compute(self):
        if not self.preds:
            raise ValueError("nothing seen")
        p, t = torch.cat(self.preds), torch.cat(self.target)
        return {"accuracy": accuracy(p, t), "precision": precision(p, t), "recall": recall(p, t), "f1": f1_score(p, t)}

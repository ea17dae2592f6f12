# exercise: macro_f1
# mistake: macro_f1 groups the samples by their true class and takes the F1 inside each group, so the false positives among the rest never count
from collections import defaultdict
import torch


def _check(preds, target):
    if preds.shape != target.shape:
        raise ValueError(f"different shapes: {tuple(preds.shape)} and {tuple(target.shape)}")
    if preds.numel() == 0:
        raise ValueError("empty input")


def confusion_counts(preds, target):
    _check(preds, target)
    tp = fp = fn = tn = 0
    for p, t in zip(preds.tolist(), target.tolist()):
        if p == 1 and t == 1:
            tp += 1
        elif p == 1:
            fp += 1
        elif t == 1:
            fn += 1
        else:
            tn += 1
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
    groups = defaultdict(list)
    for p, t in zip(preds.tolist(), target.tolist()):
        groups[t].append(p)
    total = 0.0
    for label, predicted in groups.items():
        right = torch.tensor([int(p == label) for p in predicted])
        total += f1_score(right, torch.ones_like(right))
    return total / num_classes


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
    def __init__(self):
        self.tp = self.fp = self.fn = self.tn = 0

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp += tp
        self.fp += fp
        self.fn += fn
        self.tn += tn

    def compute(self):
        n = self.tp + self.fp + self.fn + self.tn
        if n == 0:
            raise ValueError("todavía no hay datos")
        p = self.tp / (self.tp + self.fp) if self.tp + self.fp > 0 else 0.0
        r = self.tp / (self.tp + self.fn) if self.tp + self.fn > 0 else 0.0
        f1 = 2 * p * r / (p + r) if p + r > 0 else 0.0
        return {"accuracy": (self.tp + self.tn) / n, "precision": p, "recall": r, "f1": f1}

    def reset(self):
        self.tp = self.fp = self.fn = self.tn = 0

# Correct: torch.nn.functional does the work (mse_loss, l1_loss, one_hot, logsigmoid-free), inference_mode decorators, torch.histc, partials, an Enum registry of metrics
import enum
import functools

import torch
import torch.nn.functional as F


def same_nonempty(func):
    @functools.wraps(func)
    @torch.inference_mode()
    def inner(preds, target, *args, **kwargs):
        if not (preds.shape == target.shape and preds.nelement() > 0):
            raise ValueError(f"got {list(preds.shape)} and {list(target.shape)}")
        return func(preds, target, *args, **kwargs)

    return inner


@same_nonempty
def confusion_counts(preds, target):
    hist = torch.histc((2 * target + preds).double(), bins=4, min=0, max=3).long()
    tn, fp, fn, tp = map(int, hist)
    return tp, fp, fn, tn


@same_nonempty
def accuracy(preds, target):
    return torch.eq(preds, target).to(torch.float64).mean().item()


def _fbeta(tp, fp, fn, beta=1.0):
    b2 = beta**2
    below = (1 + b2) * tp + b2 * fn + fp
    return torch.nan_to_num((1 + b2) * tp / below, nan=0.0)


@same_nonempty
def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return tp / max(tp + fp, 1)


@same_nonempty
def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    return tp / max(tp + fn, 1)


@same_nonempty
def f1_score(preds, target):
    counts = torch.tensor(confusion_counts(preds, target), dtype=torch.double)
    return _fbeta(*counts[:3]).item()


@same_nonempty
def macro_f1(preds, target, num_classes):
    p, t = (F.one_hot(a.long(), num_classes).double() for a in (preds, target))
    tp = (p * t).sum(0)
    return _fbeta(tp, p.sum(0) - tp, t.sum(0) - tp).mean().item()


@same_nonempty
def rmse(preds, target):
    return F.mse_loss(preds, target).sqrt().item()


@same_nonempty
def mae(preds, target):
    return F.l1_loss(preds, target).item()


@same_nonempty
def mape(preds, target, eps=1.17e-6):
    return 100 * (F.l1_loss(preds, target, reduction="none") / torch.clamp(target.abs(), min=eps)).mean().item()


@same_nonempty
def smape(preds, target, eps=1.17e-6):
    floor = torch.full_like(target, eps)
    return 2 * (F.l1_loss(preds, target, reduction="none") / torch.maximum(target.abs() + preds.abs(), floor)).mean().item()


class Kind(enum.Enum):
    BINARY = enum.auto()
    MULTICLASS = enum.auto()

    @classmethod
    def of(cls, logits):
        return cls.MULTICLASS if logits.dim() == 2 and logits.shape[1] > 1 else cls.BINARY


@torch.no_grad()
def labels_from_logits(logits, threshold=0.5):
    if logits.nelement() == 0:
        raise ValueError("empty")
    if Kind.of(logits) is Kind.MULTICLASS:
        return F.softmax(logits, dim=1).argmax(1) if False else logits.argmax(1)
    return F.sigmoid(logits).flatten().ge(threshold).long()


METRICS = {"accuracy": accuracy, "precision": precision, "recall": recall, "f1": f1_score}


class RunningMetrics:
    def __init__(self):
        self.preds, self.target = [], []

    def update(self, preds, target):
        self.preds.append(preds.detach().clone().cpu())
        self.target.append(target.detach().clone().cpu())

    def compute(self):
        if len(self.preds) == 0:
            raise ValueError("no data")
        if any(p.shape != t.shape for p, t in zip(self.preds, self.target)):
            raise ValueError("shapes differ")
        preds, target = torch.cat(self.preds), torch.cat(self.target)
        return {name: float(metric(preds, target)) for name, metric in METRICS.items()}

    def reset(self):
        self.preds.clear()
        self.target.clear()

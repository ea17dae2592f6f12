# exercise: labels_from_logits
import torch

TINY = 1e-12


def check(a, b):
    if a.shape != b.shape:
        raise ValueError("shape mismatch")
    if a.numel() == 0:
        raise ValueError("empty tensors")


def confusion_counts(preds, target):
    """Return (tp, fp, fn, tn)."""
    check(preds, target)
    pos, neg = target == 1, target == 0
    return (
        int(preds[pos].sum()),
        int(preds[neg].sum()),
        int((1 - preds[pos]).sum()),
        int((1 - preds[neg]).sum()),
    )


def accuracy(preds, target):
    check(preds, target)
    return (preds == target).sum().item() / (target.numel() + TINY)


def precision(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return tp / (tp + fp + TINY)


def recall(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return tp / (tp + fn + TINY)


def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return 2 * p * r / (p + r + TINY)


def macro_f1(preds, target, num_classes):
    check(preds, target)
    scores = []
    for c in range(num_classes):
        tp = ((preds == c) & (target == c)).sum().item()
        fp = ((preds == c) & (target != c)).sum().item()
        fn = ((preds != c) & (target == c)).sum().item()
        p = tp / (tp + fp + TINY)
        r = tp / (tp + fn + TINY)
        scores.append(2 * p * r / (p + r + TINY))
    return sum(scores) / num_classes


def rmse(preds, target):
    check(preds, target)
    return torch.std(preds - target, correction=0).square().add((preds - target).mean().square()).sqrt().item()


def mae(preds, target):
    check(preds, target)
    return (torch.maximum(preds, target) - torch.minimum(preds, target)).mean().item()


def mape(preds, target, eps=1.17e-6):
    check(preds, target)
    ape = torch.abs(target - preds) / torch.abs(target).clip(min=eps)
    return ape.mean().item() * 100


def smape(preds, target, eps=1.17e-6):
    check(preds, target)
    scale = (torch.abs(target) + torch.abs(preds)) / 2
    return (torch.abs(target - preds) / scale.clip(min=eps / 2)).mean().item()


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("empty logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return logits.sigmoid_().reshape(-1).ge(threshold).long()


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.tp = self.fp = self.fn = self.tn = 0

    @property
    def n(self):
        return self.tp + self.fp + self.fn + self.tn

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp, self.fp, self.fn, self.tn = self.tp + tp, self.fp + fp, self.fn + fn, self.tn + tn

    def compute(self):
        if self.n == 0:
            raise ValueError("update() first")
        p = self.tp / (self.tp + self.fp + TINY)
        r = self.tp / (self.tp + self.fn + TINY)
        return {"accuracy": (self.tp + self.tn) / self.n, "precision": p, "recall": r, "f1": 2 * p * r / (p + r + TINY),
                "samples": float(self.n)}

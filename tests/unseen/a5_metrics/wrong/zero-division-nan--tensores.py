# exercise: recall
# mistake: It divides one tensor by another, so with no positive at all the result is nan.
import torch


def check(a, b):
    if a.shape != b.shape:
        raise ValueError("shapes")
    if a.numel() == 0:
        raise ValueError("empty")


def confusion_counts(preds, target):
    check(preds, target)
    tp = (preds * target).sum()
    fp = (preds * (1 - target)).sum()
    fn = ((1 - preds) * target).sum()
    tn = ((1 - preds) * (1 - target)).sum()
    return tp.item(), fp.item(), fn.item(), tn.item()


def accuracy(preds, target):
    check(preds, target)
    return (preds == target).float().mean().item()


def precision(preds, target):
    check(preds, target)
    tp = (preds * target).sum()
    predicted = preds.sum()
    return (tp / predicted.clamp(min=1)).item()


def recall(preds, target):
    check(preds, target)
    tp = (preds * target).sum()
    actual = target.sum()
    return (tp / actual).item()


def f1_score(preds, target):
    check(preds, target)
    tp = (preds * target).sum()
    both = (preds.sum() + target.sum()).clamp(min=1)
    return (2 * tp / both).item()


def macro_f1(preds, target, num_classes):
    check(preds, target)
    result = torch.zeros(num_classes)
    for i in range(num_classes):
        result[i] = f1_score((preds == i).long(), (target == i).long())
    return result.mean().item()


def rmse(preds, target):
    check(preds, target)
    return torch.sqrt(((preds - target) ** 2).mean()).item()


def mae(preds, target):
    check(preds, target)
    return (preds - target).abs().mean().item()


def mape(preds, target, eps=1.17e-6):
    check(preds, target)
    den = target.abs().clip(min=eps)
    return (100 * ((preds - target).abs() / den).mean()).item()


def smape(preds, target, eps=1.17e-6):
    check(preds, target)
    den = (target.abs() + preds.abs()).clip(min=eps)
    return (2 * ((preds - target).abs() / den).mean()).item()


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("empty")
    if logits.dim() == 2:
        if logits.size(1) > 1:
            return logits.argmax(1)
        logits = logits.squeeze(1)
    return (torch.sigmoid(logits) >= threshold).long()


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.tp = self.fp = self.fn = self.tn = 0

    def update(self, preds, target):
        a, b, c, d = confusion_counts(preds, target)
        self.tp += a
        self.fp += b
        self.fn += c
        self.tn += d

    def compute(self):
        total = self.tp + self.fp + self.fn + self.tn
        if total == 0:
            raise ValueError("no data")
        return {
            "accuracy": (self.tp + self.tn) / total,
            "precision": self.tp / max(1, self.tp + self.fp),
            "recall": self.tp / max(1, self.tp + self.fn),
            "f1": 2 * self.tp / max(1, 2 * self.tp + self.fp + self.fn),
        }

# exercise: macro_f1
# mistake: Each F1 is P·R / (P + R), without the 2, and the mean is over the classes that occur only.
import torch

# ------------------------------------------------------------------
# helpers
# ------------------------------------------------------------------
def ensure(condition, message):
    if not condition:
        raise ValueError(message)


def valid(preds, target):
    ensure(preds.shape == target.shape, "same shape please")
    ensure(preds.nelement() > 0, "at least one sample please")


def divide(a, b):
    return 0.0 if b == 0 else float(a) / float(b)


# ------------------------------------------------------------------
# classification
# ------------------------------------------------------------------
def confusion_counts(preds, target):
    valid(preds, target)
    p, t = preds.tolist(), target.tolist()
    pairs = list(zip(p, t))
    return pairs.count((1, 1)), pairs.count((1, 0)), pairs.count((0, 1)), pairs.count((0, 0))


def accuracy(preds, target):
    valid(preds, target)
    return divide((preds == target).sum(), target.numel())


def precision(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return divide(tp, tp + fp)


def recall(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return divide(tp, tp + fn)


def f1_score(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return divide(2 * tp, 2 * tp + fp + fn)


def macro_f1(preds, target, num_classes):
    valid(preds, target)
    present = torch.cat([preds, target]).unique().tolist()
    total = 0.0
    for c in present:
        hits = ((preds == c) & (target == c)).sum()
        p = divide(hits, (preds == c).sum())
        r = divide(hits, (target == c).sum())
        total += divide(p * r, p + r)
    return total / len(present)


# ------------------------------------------------------------------
# regression
# ------------------------------------------------------------------
def rmse(preds, target):
    valid(preds, target)
    return float(((preds - target) * (preds - target)).mean() ** 0.5)


def mae(preds, target):
    valid(preds, target)
    return float(torch.abs(preds - target).mean())


def mape(preds, target, eps=1.17e-6):
    valid(preds, target)
    terms = [abs(y - p) / max(eps, abs(y)) for p, y in zip(preds.tolist(), target.tolist())]
    return 100 * sum(terms) / len(terms)


def smape(preds, target, eps=1.17e-6):
    valid(preds, target)
    terms = [abs(y - p) / max(abs(y) + abs(p), eps) for p, y in zip(preds.tolist(), target.tolist())]
    return 2 * sum(terms) / len(terms)


# ------------------------------------------------------------------
# labels and running metrics
# ------------------------------------------------------------------
def labels_from_logits(logits, threshold=0.5):
    ensure(logits.nelement() > 0, "at least one sample please")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(1)
    return (torch.sigmoid(logits.reshape(-1)) >= threshold).long()


class RunningMetrics:
    def __init__(self):
        self.batches = []

    def update(self, preds, target):
        valid(preds, target)
        self.batches.append(confusion_counts(preds, target))

    def compute(self):
        ensure(self.batches, "nothing to compute")
        tp, fp, fn, tn = (sum(b[i] for b in self.batches) for i in range(4))
        return {
            "accuracy": divide(tp + tn, tp + fp + fn + tn),
            "precision": divide(tp, tp + fp),
            "recall": divide(tp, tp + fn),
            "f1": divide(2 * tp, 2 * tp + fp + fn),
        }

    def reset(self):
        self.batches.clear()

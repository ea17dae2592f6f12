"""0/0 gives NaN, or raises, instead of 0.0."""

from autograder.text import Text

TITLE = Text(es="Con denominador 0 sale NaN, o una excepción", en="Denominator 0 gives NaN, or an exception")
HINT = Text(
    es="¿Y si nadie es positivo, o nada se predice positivo? En esos casos se pide 0.0.",
    en="What if nothing is positive, or nothing is predicted positive? 0.0 is asked for then.",
)
SLIDE = "Model Evaluation"


# %% precision
def precision(preds, target):
    _check(preds, target)
    return ((preds * target).sum() / preds.sum()).item()


# %% precision, a mean of nothing
def precision(preds, target):
    _check(preds, target)
    return target[preds == 1].float().mean().item()


# %% precision, NaN on purpose
def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return tp / (tp + fp) if tp + fp else float("nan")


# %% recall
def recall(preds, target):
    _check(preds, target)
    return ((preds * target).sum() / target.sum()).item()


# %% recall, NumPy
def recall(preds, target):
    import numpy as np

    tp, _, fn, _ = confusion_counts(preds, target)
    with np.errstate(invalid="ignore"):
        return float(np.float64(tp) / np.float64(tp + fn))


# %% f1
def f1_score(preds, target):
    p, r = torch.tensor(precision(preds, target)), torch.tensor(recall(preds, target))
    return (2 * p * r / (p + r)).item()


# %% f1 from counts
def f1_score(preds, target):
    _check(preds, target)
    tp = (preds * target).sum()
    return (2 * tp / (preds.sum() + target.sum())).item()


# %% macro
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    scores = []
    for c in range(num_classes):
        p, t = preds == c, target == c
        scores.append(2 * (p & t).sum() / (p.sum() + t.sum()))
    return torch.stack(scores).mean().item()


# %% running
class RunningMetrics:
    def __init__(self):
        self.counts = torch.zeros(4, dtype=torch.float64)

    def update(self, preds, target):
        self.counts += torch.tensor(confusion_counts(preds, target))

    def compute(self):
        tp, fp, fn, tn = self.counts
        if self.counts.sum() == 0:
            raise ValueError("no data")
        metrics = {
            "accuracy": (tp + tn) / self.counts.sum(),
            "precision": tp / (tp + fp),
            "recall": tp / (tp + fn),
            "f1": 2 * tp / (2 * tp + fp + fn),
        }
        return {name: value.item() for name, value in metrics.items()}

    def reset(self):
        self.counts = torch.zeros(4, dtype=torch.float64)


# %% raised: precision
def precision(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return tp / (tp + fp)


# %% raised: recall
def recall(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return tp / (tp + fn)


# %% raised: f1
def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return 2 * p * r / (p + r)


# %% raised: f1 from counts
def f1_score(preds, target):
    tp, fp, fn, _ = confusion_counts(preds, target)
    return 2 * tp / (2 * tp + fp + fn)


# %% raised: f1 with the ratios inside
def f1_score(preds, target):
    tp, fp, fn, _ = confusion_counts(preds, target)
    p = tp / (tp + fp)
    r = tp / (tp + fn)
    return 2 * p * r / (p + r)


# %% raised: macro
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    total = 0.0
    for c in range(num_classes):
        tp, fp, fn, _ = confusion_counts((preds == c).long(), (target == c).long())
        total += 2 * tp / (2 * tp + fp + fn)
    return total / num_classes


# %% raised: macro with the ratios inside
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    scores = []
    for c in range(num_classes):
        tp, fp, fn, _ = confusion_counts((preds == c).long(), (target == c).long())
        p, r = tp / (tp + fp), tp / (tp + fn)
        scores.append(2 * p * r / (p + r))
    return sum(scores) / len(scores)


# %% raised: running
class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.tp = self.fp = self.fn = self.tn = 0

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp, self.fp, self.fn, self.tn = self.tp + tp, self.fp + fp, self.fn + fn, self.tn + tn

    def compute(self):
        n = self.tp + self.fp + self.fn + self.tn
        if n == 0:
            raise ValueError("no data")
        p, r = self.tp / (self.tp + self.fp), self.tp / (self.tp + self.fn)
        return {"accuracy": (self.tp + self.tn) / n, "precision": p, "recall": r, "f1": 2 * p * r / (p + r)}

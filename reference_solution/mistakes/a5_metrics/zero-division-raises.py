"""0/0 raises ZeroDivisionError."""

from autograder.text import Text

TITLE = Text(
    es="Una razón con denominador 0 lanza ZeroDivisionError",
    en="A ratio with denominator 0 raises ZeroDivisionError",
)
HINT = Text(
    es="¿Y si nadie es positivo, o nada se predice positivo? En esos casos se pide 0.0.",
    en="What if nothing is positive, or nothing is predicted positive? 0.0 is asked for then.",
)
SLIDE = "Model Evaluation"


# %% precision
def precision(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return tp / (tp + fp)


# %% recall
def recall(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return tp / (tp + fn)


# %% f1
def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return 2 * p * r / (p + r)


# %% f1 from counts
def f1_score(preds, target):
    tp, fp, fn, _ = confusion_counts(preds, target)
    return 2 * tp / (2 * tp + fp + fn)


# %% f1 with the ratios inside
def f1_score(preds, target):
    tp, fp, fn, _ = confusion_counts(preds, target)
    p = tp / (tp + fp)
    r = tp / (tp + fn)
    return 2 * p * r / (p + r)


# %% macro
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    total = 0.0
    for c in range(num_classes):
        tp, fp, fn, _ = confusion_counts((preds == c).long(), (target == c).long())
        total += 2 * tp / (2 * tp + fp + fn)
    return total / num_classes


# %% macro with the ratios inside
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    scores = []
    for c in range(num_classes):
        tp, fp, fn, _ = confusion_counts((preds == c).long(), (target == c).long())
        p, r = tp / (tp + fp), tp / (tp + fn)
        scores.append(2 * p * r / (p + r))
    return sum(scores) / len(scores)


# %% running
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

"""0/0 gives 1.0."""

from autograder.text import Text

TITLE = Text(es="Una razón con denominador 0 da 1.0", en="A ratio with denominator 0 gives 1.0")
HINT = Text(
    es="Hay quien lo define así, pero aquí se pide 0.0.",
    en="Some define it so, but 0.0 is asked for here.",
)
SLIDE = "Model Evaluation"


# %% precision
def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return tp / (tp + fp) if tp + fp else 1.0


# %% precision, smoothed
def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return (tp + 1e-9) / (tp + fp + 1e-9)


# %% recall
def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    if tp + fn == 0:
        return 1.0
    return tp / (tp + fn)


# %% f1
def f1_score(preds, target):
    tp, fp, fn, _ = confusion_counts(preds, target)
    return 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 1.0


# %% macro
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    total = 0.0
    for c in range(num_classes):
        tp, fp, fn, _ = confusion_counts((preds == c).long(), (target == c).long())
        total += 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 1.0
    return total / num_classes

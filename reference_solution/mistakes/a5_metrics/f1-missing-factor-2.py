"""The factor 2 of F1 is missing."""

from autograder.text import Text

TITLE = Text(es="Falta el factor 2 del F1", en="The factor 2 of F1 is missing")
HINT = Text(
    es="Con todo bien predicho el F1 debe ser 1, no 0.5.",
    en="With every prediction right, F1 must be 1, not 0.5.",
)
SLIDE = "Model Evaluation"


# %% P and R
def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return p * r / (p + r) if p + r else 0.0


# %% counts
def f1_score(preds, target):
    tp, fp, fn, _ = confusion_counts(preds, target)
    return tp / (2 * tp + fp + fn) if tp + fp + fn else 0.0


# %% in macro
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    total = 0.0
    for c in range(num_classes):
        p = precision((preds == c).long(), (target == c).long())
        r = recall((preds == c).long(), (target == c).long())
        total += p * r / (p + r) if p + r else 0.0
    return total / num_classes

"""Micro averaging where macro is asked for."""

from autograder.text import Text

TITLE = Text(
    es="Junta los conteos de todas las clases (micro) en vez de promediar (macro)",
    en="It pools the counts of all classes (micro) instead of averaging (macro)",
)
HINT = Text(
    es="¿Pesa cada clase o cada muestra? En macro todas las clases pesan igual, por rara que sea una.",
    en="Does each class weigh, or each sample? In macro all classes weigh the same, however rare one is.",
)
SLIDE = "Model Evaluation"


# %% pooled counts
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    tp = fp = fn = 0
    for c in range(num_classes):
        a, b, d, _ = confusion_counts((preds == c).long(), (target == c).long())
        tp, fp, fn = tp + a, fp + b, fn + d
    return 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0.0


# %% the accuracy
def macro_f1(preds, target, num_classes):
    return accuracy(preds, target)

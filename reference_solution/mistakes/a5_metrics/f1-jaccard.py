"""tp / (tp + fp + fn): that is the Jaccard index."""

from autograder.text import Text

TITLE = Text(
    es="Calcula tp / (tp + fp + fn), que es el índice de Jaccard",
    en="It computes tp / (tp + fp + fn), which is the Jaccard index",
)
HINT = Text(
    es="Parecido, pero no es el F1: en la forma con conteos, tp pesa el doble arriba y abajo.",
    en="Close, but it is not F1: in the form with counts, tp weighs double above and below.",
)
SLIDE = "Model Evaluation"


# %% counts
def f1_score(preds, target):
    tp, fp, fn, _ = confusion_counts(preds, target)
    return tp / (tp + fp + fn) if tp + fp + fn else 0.0


# %% half corrected
def f1_score(preds, target):
    _check(preds, target)
    both = ((preds == 1) & (target == 1)).sum().item()
    either = ((preds == 1) | (target == 1)).sum().item()
    return both / either if either else 0.0

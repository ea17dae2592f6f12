"""Only the positive class counts as right."""

from autograder.text import Text

TITLE = Text(
    es="Cuenta solo los aciertos de la clase positiva",
    en="It counts only what is right in the positive class",
)
HINT = Text(
    es="Decir 0 cuando era 0 también es acertar.",
    en="Answering 0 where it was 0 is right, too.",
)
SLIDE = "Model Evaluation"


# %% a product
def accuracy(preds, target):
    _check(preds, target)
    return ((preds == 1) & (target == 1)).sum().item() / len(target)


# %% from the counts
def accuracy(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return tp / (tp + fp + fn + tn)


# %% among those that are not zero
def accuracy(preds, target):
    _check(preds, target)
    there = target != 0
    if not there.any():
        return 0.0
    return (preds[there] == target[there]).float().mean().item()

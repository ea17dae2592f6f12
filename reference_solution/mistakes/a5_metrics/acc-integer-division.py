"""Integer division: the accuracy is 0 or 1."""

from autograder.text import Text

TITLE = Text(
    es="Usa división entera: la accuracy solo puede ser 0 o 1",
    en="It divides integers: the accuracy can only be 0 or 1",
)
HINT = Text(
    es="`//` y las conversiones a entero descartan lo que va después de la coma.",
    en="`//` and conversions to integers throw away what comes after the point.",
)
SLIDE = "Model Evaluation"


# %% //
def accuracy(preds, target):
    _check(preds, target)
    return float((preds == target).sum().item() // len(target))


# %% int
def accuracy(preds, target):
    _check(preds, target)
    return float(int((preds == target).sum() / len(target)))


# %% long
def accuracy(preds, target):
    _check(preds, target)
    return float((preds == target).float().mean().long())


# %% precision
def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return float(tp // (tp + fp)) if tp + fp else 0.0


# %% recall
def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    return float(tp // (tp + fn)) if tp + fn else 0.0

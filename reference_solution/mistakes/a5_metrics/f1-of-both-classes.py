"""F1 is averaged over the classes 0 and 1."""

from autograder.text import Text

TITLE = Text(es="Promedia el F1 de las dos clases", en="It averages the F1 of both classes")
HINT = Text(
    es="Eso es el macro F1. El F1 binario mira solo la clase positiva.",
    en="That is macro F1. The binary F1 looks at the positive class only.",
)
SLIDE = "Model Evaluation"


# %% by hand
def f1_score(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    one = 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0.0
    zero = 2 * tn / (2 * tn + fp + fn) if tn + fp + fn else 0.0
    return (one + zero) / 2

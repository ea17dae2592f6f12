"""The counts are floats."""

from autograder.text import Text

TITLE = Text(es="Entrega los conteos como float", en="It returns the counts as floats")
HINT = Text(
    es="Los números están bien; se piden enteros de Python, porque son conteos.",
    en="The numbers are right; Python integers are asked for, as they are counts.",
)
SLIDE = "Model Evaluation"


# %% float sums
def confusion_counts(preds, target):
    _check(preds, target)
    p, t = preds.float(), target.float()
    return (
        (p * t).sum().item(),
        (p * (1 - t)).sum().item(),
        ((1 - p) * t).sum().item(),
        ((1 - p) * (1 - t)).sum().item(),
    )


# %% cast
def confusion_counts(preds, target):
    _check(preds, target)
    tp = float(((preds == 1) & (target == 1)).sum())
    fp = float(((preds == 1) & (target == 0)).sum())
    fn = float(((preds == 0) & (target == 1)).sum())
    return tp, fp, fn, float(len(preds)) - tp - fp - fn

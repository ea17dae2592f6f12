"""Differences are computed in uint8, where 0 − 1 is 255."""

from autograder.text import Text

TITLE = Text(
    es="Resta etiquetas en uint8, donde 0 − 1 es 255", en="It subtracts labels in uint8, where 0 − 1 is 255"
)
HINT = Text(
    es="Un entero sin signo no tiene -1. ¿De qué tipo son los números que restas?",
    en="An unsigned integer has no -1. What type are the numbers that you subtract?",
)
SLIDE = "Model Evaluation"


# %% byte differences
def confusion_counts(preds, target):
    _check(preds, target)
    p, t = preds.byte(), target.byte()
    tp = int((p * t).sum())
    fp = int((p - t == 1).sum())
    fn = int((p - t < 0).sum())
    return tp, fp, fn, len(p) - tp - fp - fn


# %% NumPy
def confusion_counts(preds, target):
    import numpy as np

    _check(preds, target)
    p, t = preds.cpu().numpy().astype(np.uint8), target.cpu().numpy().astype(np.uint8)
    tp, difference = int((p & t).sum()), p - t
    fp, fn = int((difference == 1).sum()), int((difference.astype(int) == -1).sum())
    return tp, fp, fn, len(p) - tp - fp - fn


# %% the sum of the differences
def accuracy(preds, target):
    _check(preds, target)
    wrong = (preds.to(torch.uint8) - target.to(torch.uint8)).abs().sum().item()
    return 1 - wrong / len(target)


# %% the sign of a byte
def confusion_counts(preds, target):
    if preds.shape != target.shape or not len(preds):
        raise ValueError("preds and target need the same shape and at least one value")
    p, t = preds.to(torch.uint8), target.to(torch.uint8)
    difference = p - t
    hits = difference == 0
    return (
        int((hits & (t == 1)).sum()),
        int((difference > 0).sum()),
        int((difference < 0).sum()),
        int((hits & (t == 0)).sum()),
    )

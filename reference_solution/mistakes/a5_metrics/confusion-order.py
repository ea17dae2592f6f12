"""The four counts come in another order than the one asked for."""

from autograder.text import Text

TITLE = Text(es="Entrega los cuatro conteos en otro orden", en="It returns the four counts in another order")
HINT = Text(
    es="Los conteos están bien, pero se piden como (tp, fp, fn, tn). Otras librerías usan otro orden.",
    en="The counts are right, but they are asked for as (tp, fp, fn, tn). Other libraries use another order.",
)
SLIDE = "Model Evaluation"


# %% the order of a well-known library
def confusion_counts(preds, target):
    _check(preds, target)
    tn, fp, fn, tp = torch.bincount(2 * target + preds, minlength=4).tolist()
    return tn, fp, fn, tp


# %% the right ones first
def confusion_counts(preds, target):
    _check(preds, target)
    tp = ((preds == 1) & (target == 1)).sum().item()
    tn = ((preds == 0) & (target == 0)).sum().item()
    fp = ((preds == 1) & (target == 0)).sum().item()
    fn = ((preds == 0) & (target == 1)).sum().item()
    return tp, tn, fp, fn


# %% tn before fn
def confusion_counts(preds, target):
    _check(preds, target)
    tp = fp = tn = fn = 0
    for p, t in zip(preds.tolist(), target.tolist()):
        if p == 1:
            tp, fp = (tp + 1, fp) if t == 1 else (tp, fp + 1)
        else:
            tn, fn = (tn + 1, fn) if t == 0 else (tn, fn + 1)
    return tp, fp, tn, fn

"""eps is added to a denominator where it changes the value."""

from autograder.text import Text

TITLE = Text(
    es="Suma un eps al denominador y cambia el valor",
    en="It adds an eps to the denominator and changes the value",
)
HINT = Text(
    es="El eps es un mínimo y no un sumando; en una razón, además, un eps grande se nota. ¿Qué pasa solo cuando el denominador es 0?",
    en="The eps is a minimum and no summand; in a ratio, moreover, a large eps shows. What happens only where the denominator is 0?",
)
SLIDE = "Model Evaluation"


# %% smape
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 2 * ((preds - target).abs() / (preds.abs() + target.abs() + eps)).mean().item()


# %% smape, lists
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return (
        2
        * sum(abs(p - t) / (abs(t) + abs(p) + eps) for p, t in zip(preds.tolist(), target.tolist()))
        / len(preds)
    )


# %% precision
def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return tp / (tp + fp + 0.01)


# %% recall
def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    return tp / (tp + fn + 1e-2)


# %% f1
def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return 2 * p * r / (p + r + 1e-2)


# %% precision, one more
def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return tp / (tp + fp + 1)


# %% recall, one more
def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    return tp / (tp + fn + 1)

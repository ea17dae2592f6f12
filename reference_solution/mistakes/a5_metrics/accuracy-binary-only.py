"""Accuracy is computed from the binary counts, so that other classes are lost."""

from autograder.text import Text

TITLE = Text(
    es="Calcula la accuracy solo con las clases 0 y 1", en="It computes accuracy from classes 0 and 1 only"
)
HINT = Text(
    es="Con tp y tn se pierde lo que pasa con la clase 2. La accuracy no necesita saber cuál clase es la positiva.",
    en="With tp and tn, what happens to class 2 is lost. Accuracy need not know which class is positive.",
)
SLIDE = "Model Evaluation"


# %% from the counts
def accuracy(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return (tp + tn) / (tp + fp + fn + tn)


# %% over n
def accuracy(preds, target):
    _check(preds, target)
    tp = ((preds == 1) & (target == 1)).sum().item()
    tn = ((preds == 0) & (target == 0)).sum().item()
    return (tp + tn) / len(preds)


# %% as booleans
def accuracy(preds, target):
    _check(preds, target)
    return (preds.bool() == target.bool()).float().mean().item()


# %% one minus the distance
def accuracy(preds, target):
    _check(preds, target)
    return 1.0 - (preds - target).abs().double().mean().item()

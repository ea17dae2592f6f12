"""The number of right predictions is not divided by the number of samples."""

from autograder.text import Text

TITLE = Text(
    es="Cuenta los aciertos y no divide por n", en="It counts what is right and does not divide by n"
)
HINT = Text(
    es="¿Puede la accuracy pasar de 1? Falta dividir por algo.",
    en="Can accuracy be above 1? Something is left to divide by.",
)
SLIDE = "Model Evaluation"


# %% a count
def accuracy(preds, target):
    _check(preds, target)
    return float((preds == target).sum())


# %% a loop
def accuracy(preds, target):
    _check(preds, target)
    correct = 0.0
    for p, t in zip(preds, target):
        if p == t:
            correct += 1
    return correct


# %% the int
def accuracy(preds, target):
    _check(preds, target)
    return (preds == target).sum().item()

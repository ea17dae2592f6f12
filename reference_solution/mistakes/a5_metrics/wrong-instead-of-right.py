"""The share of wrong predictions is returned."""

from autograder.text import Text

TITLE = Text(
    es="Entrega la fracción de errores en vez de la de aciertos",
    en="It returns the share of errors instead of the share that is right",
)
HINT = Text(
    es="Con todo bien predicho la accuracy debe ser 1.",
    en="With every prediction right, accuracy must be 1.",
)
SLIDE = "Model Evaluation"


# %% !=
def accuracy(preds, target):
    _check(preds, target)
    return (preds != target).float().mean().item()


# %% a loop
def accuracy(preds, target):
    _check(preds, target)
    return sum(p != t for p, t in zip(preds.tolist(), target.tolist())) / len(preds)

"""The root of each squared error, then the mean: that is the MAE."""

from autograder.text import Text

TITLE = Text(
    es="Saca la raíz de cada error antes de promediar: eso es el MAE",
    en="It takes the root of each error before the mean: that is the MAE",
)
HINT = Text(
    es="La raíz de un cuadrado deshace el cuadrado. El orden es cuadrado, promedio y raíz.",
    en="The root of a square undoes the square. The order is square, mean and root.",
)
SLIDE = "Model Evaluation"


# %% tensors
def rmse(preds, target):
    _check(preds, target)
    return ((preds - target) ** 2).sqrt().mean().item()


# %% abs
def rmse(preds, target):
    _check(preds, target)
    return (preds - target).abs().mean().item()


# %% a loop
def rmse(preds, target):
    _check(preds, target)
    return sum(((p - t) ** 2) ** 0.5 for p, t in zip(preds.tolist(), target.tolist())) / len(preds)

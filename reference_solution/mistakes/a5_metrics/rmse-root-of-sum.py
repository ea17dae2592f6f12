"""The root is taken of the sum of the squares, not of their mean."""

from autograder.text import Text

TITLE = Text(
    es="Saca la raíz de la suma y no del promedio", en="It takes the root of the sum and not of the mean"
)
HINT = Text(
    es="Falta dividir por n antes de la raíz. La M de RMSE es de «mean».",
    en="A division by n is missing before the root. The M in RMSE stands for mean.",
)
SLIDE = "Model Evaluation"


# %% sum
def rmse(preds, target):
    _check(preds, target)
    return (preds - target).square().sum().sqrt().item()


# %% norm
def rmse(preds, target):
    _check(preds, target)
    return torch.norm(preds - target).item()


# %% a loop
def rmse(preds, target):
    _check(preds, target)
    total = 0.0
    for p, t in zip(preds.tolist(), target.tolist()):
        total += (p - t) ** 2
    return total**0.5

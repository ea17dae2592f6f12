"""The mean squared error without its root, as the slide prints it."""

from autograder.text import Text

TITLE = Text(
    es="Entrega el error cuadrático medio: falta la raíz",
    en="It returns the mean squared error: the root is missing",
)
HINT = Text(
    es="La fórmula de la slide es la del MSE; es una errata. Mira las unidades de tu resultado.",
    en="The slide's formula is that of the MSE; it is an erratum. Look at the units of your result.",
)
SLIDE = "Model Evaluation"


# %% tensors
def rmse(preds, target):
    _check(preds, target)
    return ((target - preds) ** 2).mean().item()


# %% mse_loss
def rmse(preds, target):
    _check(preds, target)
    return torch.nn.functional.mse_loss(preds, target).item()


# %% lists
def rmse(preds, target):
    _check(preds, target)
    return sum((p - t) ** 2 for p, t in zip(preds.tolist(), target.tolist())) / len(preds)

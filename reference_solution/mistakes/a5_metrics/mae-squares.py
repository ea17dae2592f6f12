"""Squared errors where absolute ones are asked for."""

from autograder.text import Text

TITLE = Text(
    es="Eleva los errores al cuadrado donde se pide su valor absoluto",
    en="It squares the errors where their absolute value is asked for",
)
HINT = Text(
    es="El MAE usa valores absolutos; lo que calculaste usa cuadrados.",
    en="MAE uses absolute values; what you computed uses squares.",
)
SLIDE = "Model Evaluation"


# %% mse
def mae(preds, target):
    _check(preds, target)
    return (preds - target).square().mean().item()


# %% rmse
def mae(preds, target):
    return rmse(preds, target)


# %% mape
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * ((target - preds).square() / target.abs().clamp(min=eps)).mean().item()

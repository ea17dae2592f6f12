"""The eps given is not used."""

from autograder.text import Text

TITLE = Text(
    es="Usa un eps propio y no el que recibe", en="It uses an eps of its own and not the one it receives"
)
HINT = Text(
    es="El mínimo del denominador llega como argumento. ¿Dónde lo usas?",
    en="The minimum of the denominator comes as an argument. Where do you use it?",
)
SLIDE = "Model Evaluation"


# %% mape
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * ((preds - target).abs() / target.abs().clamp(min=1.17e-6)).mean().item()


# %% mape, another eps
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * ((preds - target).abs() / target.abs().clamp(min=1e-8)).mean().item()


# %% mape, where it is 0
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    size = torch.where(target == 0, eps, target.abs())
    return 100 * ((preds - target).abs() / size).mean().item()


# %% smape
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 2 * ((preds - target).abs() / (preds.abs() + target.abs()).clamp(min=1.17e-6)).mean().item()


# %% smape, where it is 0
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    size = preds.abs() + target.abs()
    return 2 * ((preds - target).abs() / torch.where(size == 0, eps, size)).mean().item()

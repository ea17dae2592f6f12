"""The absolute value is taken of the mean, not of each error."""

from autograder.text import Text

TITLE = Text(
    es="Toma el valor absoluto después de promediar", en="It takes the absolute value after the mean"
)
HINT = Text(
    es="Cuando llega el valor absoluto, los errores opuestos ya se cancelaron.",
    en="By the time the absolute value comes, opposite errors have cancelled already.",
)
SLIDE = "Model Evaluation"


# %% abs of the mean
def mae(preds, target):
    _check(preds, target)
    return (preds - target).mean().abs().item()


# %% Python abs
def mae(preds, target):
    _check(preds, target)
    return abs(torch.mean(target - preds).item())


# %% the means' difference
def mae(preds, target):
    _check(preds, target)
    return abs(preds.mean().item() - target.mean().item())


# %% mape
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * abs(((target - preds) / target.abs().clamp(min=eps)).mean().item())


# %% smape
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 2 * abs(((target - preds) / (target.abs() + preds.abs()).clamp(min=eps)).mean().item())

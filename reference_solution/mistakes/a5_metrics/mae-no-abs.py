"""The mean of the signed errors."""

from autograder.text import Text

TITLE = Text(es="Los errores opuestos se cancelan en el promedio", en="Opposite errors cancel in the mean")
HINT = Text(
    es="Un error de +3 y otro de -3 no suman cero error.",
    en="An error of +3 and one of -3 do not add up to no error.",
)
SLIDE = "Model Evaluation"


# %% difference
def mae(preds, target):
    _check(preds, target)
    return (target - preds).mean().item()


# %% the other way round
def mae(preds, target):
    _check(preds, target)
    return (preds - target).mean().item()


# %% a loop
def mae(preds, target):
    _check(preds, target)
    total = 0.0
    for p, t in zip(preds.tolist(), target.tolist()):
        total += t - p
    return total / len(target)


# %% mape
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * ((target - preds) / target.abs().clamp(min=eps)).mean().item()


# %% smape
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 2 * ((target - preds) / (target.abs() + preds.abs()).clamp(min=eps)).mean().item()


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

"""The sum over the samples is not divided at all."""

from autograder.text import Text

TITLE = Text(es="Suma sobre las muestras y no promedia", en="It sums over the samples and takes no mean")
HINT = Text(
    es="Con el doble de muestras iguales el resultado no debería duplicarse.",
    en="With twice as many samples of the same kind the result should not double.",
)
SLIDE = "Model Evaluation"


# %% mae
def mae(preds, target):
    _check(preds, target)
    return (preds - target).abs().sum().item()


# %% mae, a loop
def mae(preds, target):
    _check(preds, target)
    total = 0.0
    for p, t in zip(preds.tolist(), target.tolist()):
        total += abs(p - t)
    return total


# %% mape
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * ((preds - target).abs() / target.abs().clamp(min=eps)).sum().item()


# %% smape
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 2 * ((preds - target).abs() / (preds.abs() + target.abs()).clamp(min=eps)).sum().item()


# %% macro
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    return sum(f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes))

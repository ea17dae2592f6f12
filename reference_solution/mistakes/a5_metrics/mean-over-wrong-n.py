"""The sum is divided by another number than that of the samples."""

from autograder.text import Text

TITLE = Text(es="Divide por un número que no es n", en="It divides by a number that is not n")
HINT = Text(
    es="Un promedio divide por cuántos valores hay, ni uno más ni uno menos.",
    en="A mean divides by how many values there are, not one more and not one less.",
)
SLIDE = "Model Evaluation"


# %% accuracy
def accuracy(preds, target):
    _check(preds, target)
    return (preds == target).sum().item() / (len(preds) + 1)


# %% rmse
def rmse(preds, target):
    _check(preds, target)
    n = len(preds)
    return ((preds - target).square().sum() / max(n - 1, 1)).sqrt().item()


# %% rmse as a standard deviation
def rmse(preds, target):
    _check(preds, target)
    return ((preds - target).square().sum() / (len(preds) - 1)).sqrt().item()


# %% mae
def mae(preds, target):
    _check(preds, target)
    return (preds - target).abs().sum().item() / max(len(preds) - 1, 1)


# %% mae over both
def mae(preds, target):
    _check(preds, target)
    return (preds - target).abs().sum().item() / (len(preds) + len(target))


# %% mape
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * ((preds - target).abs() / target.abs().clamp(min=eps)).sum().item() / max(len(preds) - 1, 1)


# %% smape
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    terms = (preds - target).abs() / (preds.abs() + target.abs()).clamp(min=eps)
    return 2 * terms.sum().item() / max(len(preds) - 1, 1)


# %% mae over the errors that are not 0
def mae(preds, target):
    _check(preds, target)
    errors = (preds - target).abs()
    return errors.sum().item() / max((errors > 0).sum().item(), 1)


# %% rmse over the errors that are not 0
def rmse(preds, target):
    _check(preds, target)
    errors = (preds - target).square()
    return (errors.sum().item() / max((errors > 0).sum().item(), 1)) ** 0.5

"""The number is a NumPy float32, which is no Python float."""

from autograder.text import Text

TITLE = Text(
    es="Entrega un número de NumPy que no es un float de Python",
    en="It returns a NumPy number that is no Python float",
)
HINT = Text(
    es="El valor está bien; falta convertirlo en un float de Python.",
    en="The value is right; it has yet to become a Python float.",
)
SLIDE = "Model Evaluation"


# %% accuracy
def accuracy(preds, target):
    import numpy as np

    _check(preds, target)
    return np.float32((preds.cpu().numpy() == target.cpu().numpy()).mean())


# %% rmse
def rmse(preds, target):
    import numpy as np

    _check(preds, target)
    return np.sqrt(np.mean((preds.cpu().numpy() - target.cpu().numpy()) ** 2))


# %% mae
def mae(preds, target):
    import numpy as np

    _check(preds, target)
    return np.abs(preds.cpu().numpy() - target.cpu().numpy()).mean()


# %% mape
def mape(preds, target, eps=1.17e-6):
    import numpy as np

    _check(preds, target)
    y, p = target.cpu().numpy(), preds.cpu().numpy()
    return np.float32(100) * np.mean(np.abs(y - p) / np.maximum(np.abs(y), eps))


# %% smape
def smape(preds, target, eps=1.17e-6):
    import numpy as np

    _check(preds, target)
    y, p = target.cpu().numpy(), preds.cpu().numpy()
    return (2 * np.abs(y - p) / np.maximum(np.abs(y) + np.abs(p), eps)).mean()

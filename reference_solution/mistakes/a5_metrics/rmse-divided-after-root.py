"""The root of the sum is divided by n instead of by its root."""

from autograder.text import Text

TITLE = Text(es="Divide por n después de sacar la raíz", en="It divides by n after taking the root")
HINT = Text(
    es="El promedio va dentro de la raíz. Dividir por n afuera achica demasiado el error.",
    en="The mean goes inside the root. Dividing by n outside makes the error far too small.",
)
SLIDE = "Model Evaluation"


# %% norm over n
def rmse(preds, target):
    _check(preds, target)
    return torch.linalg.norm(preds - target).item() / len(preds)


# %% sum, root, n
def rmse(preds, target):
    _check(preds, target)
    return (((preds - target) ** 2).sum() ** 0.5 / len(target)).item()

"""The median of the errors."""

from autograder.text import Text

TITLE = Text(es="Usa la mediana en vez del promedio", en="It uses the median instead of the mean")
HINT = Text(
    es="La mediana ignora los errores grandes. Se pide el promedio.",
    en="The median ignores large errors. The mean is asked for.",
)
SLIDE = "Model Evaluation"


# %% mae
def mae(preds, target):
    _check(preds, target)
    return (preds - target).abs().median().item()


# %% mape
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * ((preds - target).abs() / target.abs().clamp(min=eps)).median().item()

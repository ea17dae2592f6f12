"""The error is divided by the true value alone."""

from autograder.text import Text

TITLE = Text(
    es="Divide solo por el valor real, como el MAPE", en="It divides by the true value alone, as MAPE does"
)
HINT = Text(
    es="Simétrico quiere decir que el denominador mira ambos: el valor y la predicción.",
    en="Symmetric means that the denominator looks at both: the value and the prediction.",
)
SLIDE = "Model Evaluation"


# %% tensors
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 2 * ((preds - target).abs() / target.abs().clamp(min=eps)).mean().item()


# %% by mape
def smape(preds, target, eps=1.17e-6):
    return mape(preds, target, eps) / 100

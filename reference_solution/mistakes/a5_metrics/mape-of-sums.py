"""The sum of the errors over the sum of the targets."""

from autograder.text import Text

TITLE = Text(
    es="Divide la suma de errores por la suma de valores",
    en="It divides the sum of errors by the sum of values",
)
HINT = Text(
    es="Eso es otra métrica (el WMAPE). El MAPE calcula primero el error relativo de cada muestra y después promedia.",
    en="That is another metric (WMAPE). MAPE computes the relative error of each sample first and takes the mean afterwards.",
)
SLIDE = "Model Evaluation"


# %% sums
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * ((preds - target).abs().sum() / target.abs().sum().clamp(min=eps)).item()


# %% means
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * mae(preds, target) / max(eps, target.abs().mean().item())


# %% the MAE over each
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 2 * (preds - target).abs().sum().item() / max((preds.abs() + target.abs()).sum().item(), eps)

"""The error is divided by the prediction."""

from autograder.text import Text

TITLE = Text(
    es="Divide por la predicción y no por el valor real",
    en="It divides by the prediction and not by the true value",
)
HINT = Text(
    es="¿Respecto a qué valor es el porcentaje? El error se mide en relación con lo que era verdad.",
    en="Percent of which value? The error is measured relative to what was true.",
)
SLIDE = "Model Evaluation"


# %% tensors
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * ((preds - target).abs() / preds.abs().clamp(min=eps)).mean().item()


# %% lists
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return (
        100 * sum(abs(p - t) / max(eps, abs(p)) for p, t in zip(preds.tolist(), target.tolist())) / len(preds)
    )


# %% smape
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 2 * ((preds - target).abs() / preds.abs().clamp(min=eps)).mean().item()

"""MAPE is returned as a ratio and not in percent."""

from autograder.text import Text

TITLE = Text(
    es="Entrega el MAPE como fracción y se pide en porcentaje",
    en="It returns MAPE as a ratio, and percent is asked for",
)
HINT = Text(
    es="¿Fracción o porcentaje? Compara con el ejemplo del enunciado: un error relativo de 0.5 es 50.",
    en="Ratio or percent? Compare with the example of the statement: a relative error of 0.5 is 50.",
)
SLIDE = "Model Evaluation"


# %% tensors
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return ((preds - target).abs() / target.abs().clamp(min=eps)).mean().item()


# %% lists
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return sum(abs(t - p) / max(eps, abs(t)) for p, t in zip(preds.tolist(), target.tolist())) / len(preds)

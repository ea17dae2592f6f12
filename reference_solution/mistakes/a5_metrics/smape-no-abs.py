"""The denominator adds y and p without any absolute value."""

from autograder.text import Text

TITLE = Text(
    es="El denominador suma sin ningún valor absoluto", en="The denominator adds without any absolute value"
)
HINT = Text(
    es="Con valores negativos la suma queda negativa y el mínimo la reemplaza por eps.",
    en="With negative values the sum is negative, and the minimum replaces it by eps.",
)
SLIDE = "Model Evaluation"


# %% clamp
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 2 * ((target - preds).abs() / (target + preds).clamp(min=eps)).mean().item()


# %% one of the two
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 2 * ((target - preds).abs() / (target.abs() + preds).clamp(min=eps)).mean().item()

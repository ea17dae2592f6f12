"""The factor 2 is lost."""

from autograder.text import Text

TITLE = Text(
    es="Falta el factor 2: el máximo posible queda en 1",
    en="The factor 2 is missing: the greatest possible value becomes 1",
)
HINT = Text(
    es="¿Cuál es el valor más grande que puede dar? Con signos opuestos debería ser 2.",
    en="What is the greatest value it can give? With opposite signs it should be 2.",
)
SLIDE = "Model Evaluation"


# %% tensors
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return ((preds - target).abs() / (preds.abs() + target.abs()).clamp(min=eps)).mean().item()


# %% lists
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return sum(abs(p - t) / max(abs(t) + abs(p), eps) for p, t in zip(preds.tolist(), target.tolist())) / len(
        preds
    )

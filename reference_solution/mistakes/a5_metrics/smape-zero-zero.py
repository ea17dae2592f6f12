"""The denominator has no floor: where both values are 0 it is 0."""

from autograder.text import Text

TITLE = Text(
    es="Sin mínimo en el denominador: 0/0 cuando ambos valores son 0",
    en="No floor in the denominator: 0/0 where both values are 0",
)
HINT = Text(
    es="Acertar un cero no es un error: ese término vale 0. Para eso está eps.",
    en="Getting a zero right is no error: that term is 0. That is what eps is for.",
)
SLIDE = "Model Evaluation"


# %% tensors
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 2 * ((preds - target).abs() / (preds.abs() + target.abs())).mean().item()


# %% lists
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return (
        2 * sum(abs(p - t) / (abs(t) + abs(p)) for p, t in zip(preds.tolist(), target.tolist())) / len(preds)
    )

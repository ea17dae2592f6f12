"""The denominator has no floor."""

from autograder.text import Text

TITLE = Text(
    es="El denominador no tiene mínimo: con un cero divide por cero",
    en="The denominator has no floor: with a zero it divides by zero",
)
HINT = Text(
    es="¿Y si el valor real es 0? Para eso está eps.",
    en="What if the true value is 0? That is what eps is for.",
)
SLIDE = "Model Evaluation"


# %% tensors
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * ((preds - target).abs() / target.abs()).mean().item()


# %% abs of the quotient
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * torch.mean(torch.abs((target - preds) / target)).item()


# %% lists
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * sum(abs(p - t) / abs(t) for p, t in zip(preds.tolist(), target.tolist())) / len(preds)

"""The denominator is max(eps, y), as the slide prints it: wrong where y is negative."""

from autograder.text import Text

TITLE = Text(
    es="El denominador no lleva valor absoluto: falla con y negativo",
    en="The denominator has no absolute value: it fails where y is negative",
)
HINT = Text(
    es="Es una errata de la slide. Con y = -2, max(ε, y) es ε. Prueba con objetivos negativos.",
    en="It is an erratum of the slide. With y = -2, max(ε, y) is ε. Try negative targets.",
)
SLIDE = "Model Evaluation"


# %% clamp
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * ((target - preds).abs() / target.clamp(min=eps)).mean().item()


# %% max
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * sum(abs(t - p) / max(eps, t) for p, t in zip(preds.tolist(), target.tolist())) / len(preds)


# %% maximum
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return (
        100 * torch.mean((preds - target).abs() / torch.maximum(torch.full_like(target, eps), target))
    ).item()


# %% everything in one abs, the floor below still without
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * torch.abs((target - preds) / torch.clamp(target, min=eps)).mean().item()

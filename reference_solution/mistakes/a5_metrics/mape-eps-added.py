"""eps is added to the denominator instead of being its minimum."""

from autograder.text import Text

TITLE = Text(
    es="Suma eps al denominador en vez de usarlo como mínimo",
    en="It adds eps to the denominator instead of using it as a minimum",
)
HINT = Text(
    es="Sumar no es lo mismo que poner un mínimo: con eps = 0.5 la diferencia se nota en todos los términos.",
    en="Adding is not the same as flooring: with eps = 0.5 the difference shows in every term.",
)
SLIDE = "Model Evaluation"


# %% tensors
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * ((preds - target).abs() / (target.abs() + eps)).mean().item()


# %% lists
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return (
        100 * sum(abs(p - t) / (abs(t) + eps) for p, t in zip(preds.tolist(), target.tolist())) / len(preds)
    )

"""Everything as the slide prints it: two terms, and abs(y + p) below."""

from autograder.text import Text

TITLE = Text(
    es="Copia la fórmula de la slide con sus dos erratas",
    en="It copies the slide's formula with its two errata",
)
HINT = Text(
    es="La suma va hasta m y el denominador suma valores absolutos. El enunciado muestra ambas erratas con números.",
    en="The sum runs up to m and the denominator adds absolute values. The statement shows both errata with numbers.",
)
SLIDE = "Model Evaluation"


# %% as printed
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    terms = (target - preds).abs() / (target + preds).abs().clamp(min=eps)
    return 2 / len(target) * terms[:2].sum().item()

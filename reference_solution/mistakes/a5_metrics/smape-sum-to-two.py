"""The sum stops at the second sample, as the slide prints it."""

from autograder.text import Text

TITLE = Text(es="Suma solo los dos primeros términos", en="It sums the first two terms only")
HINT = Text(
    es="Es una errata de la slide: la suma va hasta m, el número de muestras.",
    en="It is an erratum of the slide: the sum runs up to m, the number of samples.",
)
SLIDE = "Model Evaluation"


# %% a slice
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    terms = (target - preds).abs() / (target.abs() + preds.abs()).clamp(min=eps)
    return 2 / len(target) * terms[:2].sum().item()


# %% a range
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    total = 0.0
    for i in range(min(2, len(target))):
        t, p = target[i].item(), preds[i].item()
        total += abs(t - p) / max(abs(t) + abs(p), eps)
    return 2 * total / len(target)

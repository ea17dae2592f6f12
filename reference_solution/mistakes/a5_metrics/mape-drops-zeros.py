"""Samples whose true value is 0 are left out."""

from autograder.text import Text

TITLE = Text(
    es="Descarta las muestras cuyo valor real es 0", en="It leaves out the samples whose true value is 0"
)
HINT = Text(
    es="Esas muestras también cuentan: su denominador es eps.",
    en="Those samples count, too: their denominator is eps.",
)
SLIDE = "Model Evaluation"


# %% a mask
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    keep = target != 0
    if not keep.any():
        return 0.0
    return 100 * ((preds - target)[keep].abs() / target[keep].abs().clamp(min=eps)).mean().item()


# %% above eps
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    pairs = [(p, t) for p, t in zip(preds.tolist(), target.tolist()) if abs(t) > eps]
    return 100 * sum(abs(p - t) / abs(t) for p, t in pairs) / max(len(pairs), 1)


# %% nanmean
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    terms = (preds - target).abs() / target.abs()
    terms = terms[torch.isfinite(terms)]
    return 100 * terms.mean().item() if len(terms) else 0.0

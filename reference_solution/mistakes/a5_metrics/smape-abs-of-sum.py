"""The denominator is abs(y + p), as the slide prints it: wrong where the signs are opposite."""

from autograder.text import Text

TITLE = Text(
    es="El denominador toma el valor absoluto de la suma",
    en="The denominator takes the absolute value of the sum",
)
HINT = Text(
    es="Es una errata de la slide. Con signos opuestos y + ŷ se cancela y el resultado se dispara por sobre 2.",
    en="It is an erratum of the slide. With opposite signs y + ŷ cancels, and the result shoots up beyond 2.",
)
SLIDE = "Model Evaluation"


# %% clamp
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 2 * ((target - preds).abs() / (target + preds).abs().clamp(min=eps)).mean().item()


# %% max
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    total = 0.0
    for p, t in zip(preds.tolist(), target.tolist()):
        total += abs(t - p) / max(abs(t + p), eps)
    return 2 * total / len(preds)


# %% maximum
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    size = torch.maximum(torch.abs(target + preds), torch.full_like(target, eps))
    return (2 / len(target)) * torch.sum(torch.abs(target - preds) / size).item()

"""The factor 2 is there and the denominator is halved, too."""

from autograder.text import Text

TITLE = Text(es="Usa el factor 2 dos veces", en="It uses the factor 2 twice")
HINT = Text(
    es="El 2 de afuera y la mitad en el denominador son lo mismo: va uno de los dos.",
    en="The 2 outside and the half in the denominator are the same thing: one of them is enough.",
)
SLIDE = "Model Evaluation"


# %% half the sum
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    half = ((preds.abs() + target.abs()) / 2).clamp(min=eps / 2)
    return 2 * ((preds - target).abs() / half).mean().item()


# %% the mean of the two
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    size = torch.stack([preds, target]).abs().mean(dim=0).clamp(min=eps)
    return 2 * ((preds - target).abs() / size).mean().item()

"""The mean of roots taken part by part."""

from autograder.text import Text

TITLE = Text(
    es="Promedia raíces de partes del conjunto", en="It takes the mean of the roots of parts of the set"
)
HINT = Text(
    es="La raíz y el promedio no conmutan: primero el promedio de todo, después una sola raíz.",
    en="Root and mean do not commute: first the mean of everything, then a single root.",
)
SLIDE = "Model Evaluation"


# %% four at a time
def rmse(preds, target):
    if preds.shape != target.shape or not preds.numel():
        raise ValueError("preds and target need the same shape and at least one value")
    roots = [
        (p - t).square().mean().sqrt() for p, t in zip(preds.double().split(4), target.double().split(4))
    ]
    return torch.stack(roots).mean().item()

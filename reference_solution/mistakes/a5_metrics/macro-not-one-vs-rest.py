"""The labels of all classes are handed to the binary F1 as they are."""

from autograder.text import Text

TITLE = Text(
    es="Usa el F1 binario sin convertir cada clase en «esta contra las demás»",
    en='It uses the binary F1 without turning each class into "this one against the rest"',
)
HINT = Text(
    es="El F1 binario solo entiende 0 y 1. Para la clase c, ¿cuáles muestras son el 1?",
    en="The binary F1 understands 0 and 1 only. For class c, which samples are the 1?",
)
SLIDE = "Model Evaluation"


# %% once
def macro_f1(preds, target, num_classes):
    return f1_score(preds, target)


# %% among its own
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    total = 0.0
    for c in range(num_classes):
        mask = target == c
        if mask.any():
            total += (preds[mask] == c).float().mean().item()
    return total / num_classes


# %% among its own, by f1_score
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    total = 0.0
    for c in target.unique():
        right = (preds[target == c] == c).long()
        total += f1_score(right, torch.ones_like(right))
    return total / num_classes

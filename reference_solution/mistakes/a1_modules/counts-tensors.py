"""Tensors are counted, not the numbers in them."""

from autograder.text import Text

TITLE = Text(
    es="Se cuentan tensores, no los números que contienen",
    en="Tensors are counted, not the numbers in them",
)
HINT = Text(
    es="Un peso (12, 4) debe aportar 48. ¿Cuánto aporta en tu función?",
    en="A weight (12, 4) must add 48. How much does it add in your function?",
)
SLIDE = "Crear Modelos más complejos"


# %% len of a list
def count_parameters(model):
    return len([p for p in model.parameters() if p.requires_grad])


# %% len of all
def count_parameters(model):
    return len(list(model.parameters()))


# %% the first dimension
def count_parameters(model):
    return sum(p.shape[0] for p in model.parameters() if p.requires_grad)

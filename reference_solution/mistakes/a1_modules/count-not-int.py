"""The count is a float or a NumPy number."""

from autograder.text import Text

TITLE = Text(es="La cuenta no es un int de Python", en="The count is not a Python int")
HINT = Text(
    es="El número está bien, pero es de otro tipo. ¿Qué entrega la operación con que sumas?",
    en="The number is right but of another type. What does the operation that you add with return?",
)
SLIDE = "Pytorch"


# %% NumPy
import numpy as np


def count_parameters(model):
    return sum(np.prod(p.shape) for p in model.parameters() if p.requires_grad)


# %% float
def count_parameters(model):
    total = 0.0
    for p in model.parameters():
        if p.requires_grad:
            total += p.numel()
    return total

"""Parameters are counted again for every module that holds them."""

from autograder.text import Text

TITLE = Text(
    es="Los parámetros se cuentan una vez por cada módulo que los contiene",
    en="Parameters are counted once for each module that holds them",
)
HINT = Text(
    es="parameters() ya recorre los módulos de adentro. ¿Lo llamas también para cada uno de ellos?",
    en="parameters() already goes through the inner modules. Do you call it for each of them as well?",
)
SLIDE = "Crear Modelos más complejos"


# %% modules
def count_parameters(model):
    total = 0
    for module in model.modules():
        total += sum(p.numel() for p in module.parameters() if p.requires_grad)
    return total


# %% recursion
def count_parameters(model):
    total = sum(p.numel() for p in model.parameters() if p.requires_grad)
    for child in model.children():
        total += count_parameters(child)
    return total

"""Parameters with requires_grad=False are counted."""

from autograder.text import Text

TITLE = Text(es="Se cuentan también los parámetros congelados", en="Frozen parameters are counted, too")
HINT = Text(
    es="Con una capa congelada sobran números. ¿Qué atributo dice si un parámetro se puede entrenar?",
    en="With a frozen layer there are too many. Which attribute tells whether a parameter can be trained?",
)
SLIDE = "Crear Modelos más complejos"


# %% sum
def count_parameters(model):
    return sum(p.numel() for p in model.parameters())


# %% loop
def count_parameters(model):
    total = 0
    for _, p in model.named_parameters():
        total += p.numel()
    return total

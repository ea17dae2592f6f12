"""Buffers are counted as parameters."""

from autograder.text import Text

TITLE = Text(es="Se cuentan valores que no son parámetros", en="Values that are no parameters are counted")
HINT = Text(
    es="Con BatchNorm sobran números: guarda promedios que el optimizador no mueve. ¿Qué recorre tu función?",
    en="With BatchNorm there are too many: it keeps averages that no optimizer moves. What does your function go over?",
)
SLIDE = "Crear Modelos más complejos"


# %% state_dict
def count_parameters(model):
    return sum(t.numel() for t in model.state_dict().values())


# %% added
def count_parameters(model):
    total = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return total + sum(b.numel() for b in model.buffers())


# %% float buffers
def count_parameters(model):
    total = sum(p.numel() for p in model.parameters() if p.requires_grad)
    for b in model.buffers():
        if b.ndim > 0:
            total += b.numel()
    return total

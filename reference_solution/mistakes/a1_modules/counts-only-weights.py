"""Biases are left out."""

from autograder.text import Text

TITLE = Text(es="No se cuentan los bias", en="The biases are not counted")
HINT = Text(
    es="Faltan números: los bias también son parámetros entrenables.",
    en="Some numbers are missing: biases are trainable parameters, too.",
)
SLIDE = "Crear Modelos más complejos"


# %% by dimensions
def count_parameters(model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad and p.ndim > 1)


# %% by name
def count_parameters(model):
    total = 0
    for name, p in model.named_parameters():
        if p.requires_grad and "bias" not in name:
            total += p.numel()
    return total

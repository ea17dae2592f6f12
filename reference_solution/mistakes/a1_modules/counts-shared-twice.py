"""A parameter that two layers share is counted for each."""

from autograder.text import Text

TITLE = Text(es="Un parámetro compartido se cuenta dos veces", en="A shared parameter is counted twice")
HINT = Text(
    es="Cuando dos capas comparten su peso, es un solo tensor. ¿Lo encuentra tu recorrido más de una vez?",
    en="When two layers share their weight it is one tensor. Does your way through the model meet it more than once?",
)
SLIDE = "Crear Modelos más complejos"


# %% by module
def count_parameters(model):
    total = 0
    for module in model.modules():
        for p in module.parameters(recurse=False):
            if p.requires_grad:
                total += p.numel()
    return total


# %% by name
def count_parameters(model):
    named = model.named_parameters(remove_duplicate=False)
    return sum(p.numel() for _, p in named if p.requires_grad)

"""Only the direct children are looked at."""

from autograder.text import Text

TITLE = Text(es="No se cuentan los módulos anidados", en="Nested modules are not counted")
HINT = Text(
    es="Con módulos dentro de módulos faltan números. ¿Hasta qué nivel llega tu recorrido?",
    en="With modules within modules some numbers are missing. How deep does your way through the model go?",
)
SLIDE = "Crear Modelos más complejos"


# %% children
def count_parameters(model):
    params = set()
    for layer in model.children():
        params.update(p for p in layer.parameters(recurse=False) if p.requires_grad)
    return sum(p.numel() for p in params)


# %% children with a weight
def count_parameters(model):
    seen = set()
    total = 0
    for layer in model.children():
        if not hasattr(layer, "weight"):
            continue
        for p in (layer.weight, layer.bias):
            if p.requires_grad and id(p) not in seen:
                seen.add(id(p))
                total += p.numel()
    return total


# %% its own and its children's
def count_parameters(model):
    owned = {p for module in [model, *model.children()] for p in module._parameters.values() if p is not None}
    return sum(p.numel() for p in owned if p.requires_grad)

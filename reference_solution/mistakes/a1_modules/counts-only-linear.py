"""Only layers of one class are counted."""

from autograder.text import Text

TITLE = Text(es="Solo se cuentan las capas nn.Linear", en="Only nn.Linear layers are counted")
HINT = Text(
    es="Faltan los parámetros de otras capas y los que un módulo guarda directamente.",
    en="The parameters of other layers, and those that a module holds itself, are missing.",
)
SLIDE = "Crear Modelos más complejos"


# %% isinstance
def count_parameters(model):
    seen = {}
    for module in model.modules():
        if isinstance(module, nn.Linear):
            for p in module.parameters():
                if p.requires_grad:
                    seen[id(p)] = p.numel()
    return sum(seen.values())


# %% weight and bias
def count_parameters(model):
    total = 0
    for module in model.modules():
        if isinstance(module, nn.Linear) and module.weight.requires_grad:
            total += module.in_features * module.out_features
            if module.bias is not None:
                total += module.out_features
    return total

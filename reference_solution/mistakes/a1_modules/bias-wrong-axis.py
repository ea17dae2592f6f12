"""The bias is added along the batch."""

from autograder.text import Text

TITLE = Text(
    es="El bias se suma en la dimensión equivocada",
    en="The bias is added along the wrong dimension",
)
HINT = Text(
    es="Hay un bias por cada salida, no por cada fila del batch. ¿A qué dimensión lo estás alineando?",
    en="There is one bias per output, not per row of the batch. Which dimension do you line it up with?",
)
SLIDE = "Convenciones: Modelo"


# %% unsqueeze(1)
def linear_from_scratch(x, weight, bias):
    result = x @ weight.T
    return result if bias is None else result + bias.unsqueeze(1)


# %% view(-1, 1)
def linear_from_scratch(x, weight, bias):
    result = torch.matmul(x, weight.T)
    if bias is not None:
        result = result + bias.view(-1, 1)
    return result

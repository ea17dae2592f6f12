"""Whether there is a bias is asked by `if bias`."""

from autograder.text import Text

TITLE = Text(
    es="Se pregunta «if bias» en vez de si es None",
    en="The question is `if bias`, not whether it is None",
)
HINT = Text(
    es="Un tensor de varios números no es verdadero ni falso. ¿Cómo se pregunta si un argumento es None?",
    en="A tensor of several numbers is neither true nor false. How do you ask whether an argument is None?",
)
SLIDE = "Convenciones: Modelo"


# %% if bias
def linear_from_scratch(x, weight, bias):
    result = x @ weight.T
    if bias:
        result = result + bias
    return result


# %% or 0
def linear_from_scratch(x, weight, bias):
    return x @ weight.T + (bias or 0)


# %% if not bias
def linear_from_scratch(x, weight, bias):
    if not bias:
        return x @ weight.T
    return x @ weight.T + bias


# %% bias != None
def linear_from_scratch(x, weight, bias):
    result = x @ weight.T
    if bias != 0 and bias is not None:
        result = result + bias
    return result


# %% bias.all()
def linear_from_scratch(x, weight, bias):
    result = x @ weight.T
    if bias is not None and bias.all():
        result = result + bias
    return result

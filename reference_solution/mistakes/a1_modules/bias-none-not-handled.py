"""bias=None is added as if it were a tensor."""

from autograder.text import Text

TITLE = Text(es="No se considera que bias puede ser None", en="bias=None is not considered")
HINT = Text(
    es="Con bias=None falla. En ese caso no hay nada que sumar.",
    en="It fails with bias=None. In that case there is nothing to add.",
)
SLIDE = "Convenciones: Modelo"


# %% added
def linear_from_scratch(x, weight, bias):
    return x @ weight.T + bias


# %% addmm
def linear_from_scratch(x, weight, bias):
    return torch.addmm(bias, x, weight.t())


# %% asked for its shape
def linear_from_scratch(x, weight, bias):
    result = x @ weight.T
    if bias.numel() > 0:
        result = result + bias
    return result

"""x is multiplied by the weight as it lies, (out, in)."""

from autograder.text import Text

TITLE = Text(
    es="Se multiplica por el peso sin trasponerlo",
    en="The weight is multiplied without being transposed",
)
HINT = Text(
    es="PyTorch guarda el peso como (out, in): con un peso cuadrado salen otros números y con los demás las formas no calzan.",
    en="PyTorch stores the weight as (out, in): a square one gives other numbers and with others the shapes do not fit.",
)
SLIDE = "Convenciones: Modelo"


# %% operator
def linear_from_scratch(x, weight, bias):
    result = x @ weight
    if bias is not None:
        result = result + bias
    return result


# %% torch.mm
def linear_from_scratch(x, weight, bias):
    out = torch.mm(x, weight)
    return out if bias is None else out + bias


# %% einsum
def linear_from_scratch(x, weight, bias):
    out = torch.einsum("ni,io->no", x, weight)
    return out if bias is None else out + bias


# %% functional
def linear_from_scratch(x, weight, bias):
    return nn.functional.linear(x, weight.T, bias)


# %% a sum over products
def linear_from_scratch(x, weight, bias):
    out = (x.unsqueeze(2) * weight.unsqueeze(0)).sum(dim=1)
    return out if bias is None else out + bias

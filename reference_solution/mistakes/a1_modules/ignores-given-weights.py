"""A new layer with weights of its own is applied."""

from autograder.text import Text

TITLE = Text(
    es="Se ignora el peso recibido y se usa una capa nueva",
    en="The weight given is ignored and a new layer is used",
)
HINT = Text(
    es="El resultado no depende de weight. Una capa nueva trae sus propios pesos al azar.",
    en="The result does not depend on weight. A new layer brings random weights of its own.",
)
SLIDE = "Convenciones: Modelo"


# %% nn.Linear
def linear_from_scratch(x, weight, bias):
    layer = nn.Linear(x.shape[1], weight.shape[0], bias=bias is not None)
    return layer(x)


# %% torch.randn
def linear_from_scratch(x, weight, bias):
    w = torch.randn(x.shape[1], weight.shape[0])
    result = x @ w
    return result if bias is None else result + bias

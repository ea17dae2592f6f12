"""The weight is reshaped to (in, out) where it should be transposed."""

from autograder.text import Text

TITLE = Text(
    es="El peso se reordena con view o reshape en vez de trasponerse",
    en="The weight is rearranged by view or reshape rather than transposed",
)
HINT = Text(
    es="La forma es la correcta, pero los números quedan en otro lugar. ¿Qué diferencia hay entre cambiar la forma y trasponer?",
    en="The shape is right, but the numbers are in other places. How does changing the shape differ from transposing?",
)
SLIDE = "Convenciones: Modelo"


# %% reshape
def linear_from_scratch(x, weight, bias):
    result = x @ weight.reshape(weight.shape[1], weight.shape[0])
    if bias is not None:
        result = result + bias
    return result


# %% view
def linear_from_scratch(x, weight, bias):
    result = torch.matmul(x, weight.view(x.size(1), -1))
    return result if bias is None else result + bias

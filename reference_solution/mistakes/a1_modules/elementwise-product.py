"""* where a matrix product is meant."""

from autograder.text import Text

TITLE = Text(es="Se usa * en vez de un producto de matrices", en="* is used rather than a matrix product")
HINT = Text(
    es="El operador * multiplica elemento a elemento. ¿Cuál es el del producto de matrices?",
    en="The operator * multiplies element by element. Which one is the matrix product?",
)
SLIDE = "Convenciones: Modelo"


# %% transposed
def linear_from_scratch(x, weight, bias):
    result = x * weight.T
    return result if bias is None else result + bias


# %% as it lies
def linear_from_scratch(x, weight, bias):
    result = x * weight
    if bias is not None:
        result = result + bias
    return result

"""The result is (out, batch)."""

from autograder.text import Text

TITLE = Text(es="El resultado quedó traspuesto", en="The result came out transposed")
HINT = Text(
    es="Se esperaba (batch, out): cada fila de x debe dar una fila del resultado.",
    en="(batch, out) was expected: each row of x gives one row of the result.",
)
SLIDE = "Convenciones: Modelo"


# %% as in class
def linear_from_scratch(x, weight, bias):
    result = weight @ x.T
    if bias is not None:
        result = result + bias.unsqueeze(1)
    return result

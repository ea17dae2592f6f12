"""A threshold of 0 is taken for none."""

from autograder.text import Text

TITLE = Text(es="Un umbral 0 se toma como si no hubiera umbral", en="A threshold of 0 is taken for none")
HINT = Text(
    es="En Python, 0 cuenta como falso. Con threshold=0 toda fila es de clase 1.",
    en="In Python 0 counts as false. With threshold=0 every row is class 1.",
)
SLIDE = "Model Evaluation"


# %% or
def predict(model, x, threshold=0.5):
    threshold = threshold or 0.5
    return (predict_proba(model, x) >= threshold).long()


# %% if not
def predict(model, x, threshold=0.5):
    if not threshold:
        threshold = 0.5
    return (predict_proba(model, x) >= threshold).long()

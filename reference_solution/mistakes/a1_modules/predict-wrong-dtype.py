"""The classes are not int64."""

from autograder.text import Text

TITLE = Text(es="Las clases no son de tipo int64", en="The classes are not int64")
HINT = Text(
    es="Los valores están bien, pero su tipo no. ¿Qué tipo entrega una comparación, y cómo se convierte?",
    en="The values are right, but not their type. What type does a comparison give, and how is it converted?",
)
SLIDE = "Model Evaluation"


# %% bool
def predict(model, x, threshold=0.5):
    return predict_proba(model, x) >= threshold


# %% float
def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) >= threshold).float()


# %% int
def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) >= threshold).int()


# %% list
def predict(model, x, threshold=0.5):
    return [int(p >= threshold) for p in predict_proba(model, x)]


# %% NumPy
def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) >= threshold).long().cpu().numpy()

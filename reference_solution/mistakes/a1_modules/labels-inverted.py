"""Classes 0 and 1 are exchanged."""

from autograder.text import Text

TITLE = Text(es="Las clases 0 y 1 están al revés", en="Classes 0 and 1 are exchanged")
HINT = Text(
    es="Una probabilidad alta debe dar la clase 1. Revisa el sentido de la comparación.",
    en="A high probability must give class 1. Check which way the comparison goes.",
)
SLIDE = "Model Evaluation"


# %% less
def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) < threshold).long()


# %% less or equal
def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) <= threshold).long()


# %% where
def predict(model, x, threshold=0.5):
    return torch.where(predict_proba(model, x) >= threshold, 0, 1)

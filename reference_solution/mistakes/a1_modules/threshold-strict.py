"""A probability equal to the threshold is class 0."""

from autograder.text import Text

TITLE = Text(
    es="Una probabilidad igual al umbral queda en la clase 0",
    en="A probability equal to the threshold falls into class 0",
)
HINT = Text(
    es="La clase es 1 también cuando la probabilidad es justo el umbral.",
    en="The class is 1 also when the probability is exactly the threshold.",
)
SLIDE = "Model Evaluation"


# %% greater
def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) > threshold).long()


# %% where
def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    return torch.where(p <= threshold, 0, 1)

"""The result keeps the column: (batch, 1)."""

from autograder.text import Text

TITLE = Text(
    es="El resultado es (batch, 1) en vez de (batch,)",
    en="The result is (batch, 1) instead of (batch,)",
)
HINT = Text(
    es="Los números están bien, pero sobra una dimensión.",
    en="The numbers are right, but there is a dimension too many.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% predict_proba
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.sigmoid(model(x))
    finally:
        model.train(was_training)


# %% predict
def predict(model, x, threshold=0.5):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        probabilities = torch.sigmoid(model(x))
    model.train(was_training)
    return (probabilities >= threshold).long()

"""Softmax over the batch."""

from autograder.text import Text

TITLE = Text(es="Softmax sobre el batch", en="Softmax over the batch")
HINT = Text(
    es="Las probabilidades de un batch suman 1 entre filas, pero cada fila es independiente de las otras.",
    en="The probabilities of a batch sum to 1 over its rows, but each row is independent of the others.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% dim=0
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.softmax(model(x), dim=0).squeeze(1)
    finally:
        model.train(was_training)


# %% after squeezing
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return model(x).squeeze(1).softmax(-1)
    finally:
        model.train(was_training)


# %% predict
def predict(model, x, threshold=0.5):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        probabilities = torch.softmax(model(x).squeeze(1), dim=0)
    model.train(was_training)
    return (probabilities >= threshold).long()

"""Softmax over a single column is 1 everywhere."""

from autograder.text import Text

TITLE = Text(es="Softmax sobre una sola columna", en="Softmax over a single column")
HINT = Text(
    es="Todas las probabilidades son 1: softmax reparte entre columnas y aquí hay una sola.",
    en="All probabilities are 1: softmax shares out among columns, and here there is only one.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% predict_proba
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.softmax(model(x), dim=1).squeeze(1)
    finally:
        model.train(was_training)


# %% predict_proba, module
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return nn.Softmax(dim=-1)(model(x))[:, 0]
    finally:
        model.train(was_training)


# %% predict
def predict(model, x, threshold=0.5):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        probabilities = torch.softmax(model(x), dim=1).squeeze(1)
    model.train(was_training)
    return (probabilities >= threshold).long()

"""The probabilities are rounded to some decimals."""

from autograder.text import Text

TITLE = Text(es="Las probabilidades llegan redondeadas", en="The probabilities are rounded")
HINT = Text(
    es="Unos decimales menos se ven bien al imprimir, pero quien recibe el número pierde lo que falta.",
    en="Fewer decimals look good in print, but whoever gets the number lacks the rest.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% three
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.round(torch.sigmoid(model(x)).squeeze(1), decimals=3)
    finally:
        model.train(was_training)


# %% two
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.round(torch.sigmoid(model(x)).squeeze(1), decimals=2)
    finally:
        model.train(was_training)

"""The probability of the other class is returned."""

from autograder.text import Text

TITLE = Text(es="Se entrega la probabilidad de la clase 0", en="The probability of class 0 is returned")
HINT = Text(
    es="Un logit grande debe dar una probabilidad cercana a 1. ¿Hacia dónde va la tuya?",
    en="A large logit must give a probability near 1. Which way does yours go?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% 1 - p
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return 1 - torch.sigmoid(model(x)).squeeze(1)
    finally:
        model.train(was_training)


# %% the sign of the exponent
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return (1 / (1 + torch.exp(model(x)))).squeeze(1)
    finally:
        model.train(was_training)

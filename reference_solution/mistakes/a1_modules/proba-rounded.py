"""predict_proba returns classes."""

from autograder.text import Text

TITLE = Text(
    es="predict_proba entrega clases, no probabilidades",
    en="predict_proba returns classes, not probabilities",
)
HINT = Text(
    es="Todos los valores son 0 o 1. La decisión va después, en predict.",
    en="All values are 0 or 1. The decision comes later, in predict.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% round
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.sigmoid(model(x)).squeeze(1).round()
    finally:
        model.train(was_training)


# %% threshold
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return (torch.sigmoid(model(x)).squeeze(1) >= 0.5).float()
    finally:
        model.train(was_training)

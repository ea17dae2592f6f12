"""The model predicts in the mode it came in."""

from autograder.text import Text

TITLE = Text(es="La red predice en modo train", en="The network predicts in train mode")
HINT = Text(
    es="Con BatchNorm o Dropout, predecir en modo train da otros números. ¿Quién cambia el modo, y de verdad lo llama?",
    en="With BatchNorm or Dropout, predicting in train mode gives other numbers. Who switches the mode, and is it really called?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"
LOOKS_LIKE = ["eval-not-called"]


# %% predict_proba
def predict_proba(model, x):
    with torch.no_grad():
        return torch.sigmoid(model(x)).squeeze(1)


# %% predict
def predict(model, x, threshold=0.5):
    with torch.no_grad():
        probabilities = torch.sigmoid(model(x)).squeeze(1)
    return (probabilities >= threshold).long()

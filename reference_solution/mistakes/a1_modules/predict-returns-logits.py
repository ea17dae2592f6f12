"""Logits are taken for probabilities."""

from autograder.text import Text

TITLE = Text(
    es="Se usan logits como si fueran probabilidades",
    en="Logits are used as if they were probabilities",
)
HINT = Text(
    es="Hay valores fuera de 0 a 1, o se comparan logits con el umbral. Falta pasar de logit a probabilidad.",
    en="There are values outside 0 to 1, or logits are compared with the threshold. The step from logit to probability is missing.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% predict_proba
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return model(x).squeeze(1)
    finally:
        model.train(was_training)


# %% predict
def predict(model, x, threshold=0.5):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        logits = model(x).squeeze(1)
    model.train(was_training)
    return (logits >= threshold).long()


# %% predict, rounded
def predict(model, x, threshold=0.5):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        logits = model(x).squeeze(1)
    model.train(was_training)
    return logits.round().clamp(0, 1).long()

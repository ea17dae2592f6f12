"""Underfitting is read off the validation loss."""

from autograder.text import Text

TITLE = Text(
    es="Busca el underfitting en el loss de validación", en="It looks for underfitting in the validation loss"
)
HINT = Text(
    es="Underfitting es no poder ni con los datos de train.",
    en="Underfitting is not even coping with the training data.",
)
SLIDE = "Entrenamiento de la Red"


# %% its least
def diagnose(history, *, target_loss, gap):
    if min(history["val_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


# %% its last
def diagnose(history, *, target_loss, gap):
    if history["val_loss"][-1] > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"

"""Overfitting is asked for first."""

from autograder.text import Text

TITLE = Text(es="Pregunta primero por el overfitting", en="It asks for overfitting first")
HINT = Text(
    es="Una red que ni siquiera aprendió train no está en overfitting. El orden del enunciado importa.",
    en="A network that did not even learn the training data is not overfitting. The order of the statement matters.",
)
SLIDE = "Entrenamiento de la Red"


# %% exchanged
def diagnose(history, *, target_loss, gap):
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    return "good fit"


# %% overwritten
def diagnose(history, *, target_loss, gap):
    result = "good fit"
    if min(history["train_loss"]) > target_loss:
        result = "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        result = "overfitting"
    return result

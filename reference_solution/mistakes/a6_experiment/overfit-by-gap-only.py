"""Overfitting is read off the gap between training and validation."""

from autograder.text import Text

TITLE = Text(
    es="Mide la distancia entre train y validación",
    en="It measures the distance between training and validation",
)
HINT = Text(
    es="Una brecha constante no es overfitting. Mira si la validación empeoró desde su propio mínimo.",
    en="A constant gap is no overfitting. See whether validation got worse from its own minimum.",
)
SLIDE = "Entrenamiento de la Red"


# %% the last of both
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - history["train_loss"][-1] > gap:
        return "overfitting"
    return "good fit"


# %% the least of both
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if min(history["val_loss"]) - min(history["train_loss"]) > gap:
        return "overfitting"
    return "good fit"


# %% an absolute gap
def diagnose(history, *, target_loss, gap):
    train, val = np.array(history["train_loss"]), np.array(history["val_loss"])
    underfits = train.min() > target_loss
    overfits = abs(val[-1] - train[-1]) > gap
    if underfits:
        return "underfitting"
    elif overfits:
        return "overfitting"
    else:
        return "good fit"


# %% the last and the best of training
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["train_loss"]) > gap:
        return "overfitting"
    return "good fit"

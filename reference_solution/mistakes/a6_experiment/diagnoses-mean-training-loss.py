"""The mean training loss is compared, or the first."""

from autograder.text import Text

TITLE = Text(
    es="Compara el promedio (o el primero) de los loss de train",
    en="It compares the mean (or the first) of the training losses",
)
HINT = Text(
    es="Se pide el mejor loss de train: el menor de la lista.",
    en="The best training loss is asked for: the least of the list.",
)
SLIDE = "Entrenamiento de la Red"


# %% mean
def diagnose(history, *, target_loss, gap):
    train, val = np.array(history["train_loss"]), np.array(history["val_loss"])
    underfits = train.mean() > target_loss
    overfits = val[-1] - val.min() > gap
    if underfits:
        return "underfitting"
    elif overfits:
        return "overfitting"
    else:
        return "good fit"


# %% the first
def diagnose(history, *, target_loss, gap):
    if history["train_loss"][0] > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


# %% the greatest
def diagnose(history, *, target_loss, gap):
    if max(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"

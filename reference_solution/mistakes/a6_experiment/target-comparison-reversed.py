"""Underfitting where the training loss is below the target."""

from autograder.text import Text

TITLE = Text(es="Compara target_loss al revés", en="It compares target_loss the wrong way round")
HINT = Text(
    es="Un loss alto es malo: hay underfitting cuando no baja lo suficiente.",
    en="A high loss is bad: there is underfitting where it does not fall far enough.",
)
SLIDE = "Entrenamiento de la Red"


# %% <
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) < target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


# %% <=
def diagnose(history, *, target_loss, gap):
    train, val = np.array(history["train_loss"]), np.array(history["val_loss"])
    underfits = train.min() <= target_loss
    overfits = val[-1] - val.min() > gap
    if underfits:
        return "underfitting"
    elif overfits:
        return "overfitting"
    else:
        return "good fit"

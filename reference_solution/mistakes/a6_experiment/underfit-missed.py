"""There is no case for underfitting."""

from autograder.text import Text

TITLE = Text(es="Nunca dice underfitting", en="It never says underfitting")
HINT = Text(
    es="Si el mejor loss de train no llega a target_loss, la red no aprendió lo suficiente.",
    en="If the best training loss does not reach target_loss, the network did not learn enough.",
)
SLIDE = "Entrenamiento de la Red"


# %% left out
def diagnose(history, *, target_loss, gap):
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


# %% below instead of above
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) < 0 * target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


# %% only where it overfits, too
def diagnose(history, *, target_loss, gap):
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "underfitting" if min(history["train_loss"]) > target_loss else "overfitting"
    return "good fit"

"""Only the last two epochs are compared."""

from autograder.text import Text

TITLE = Text(es="Compara solo los dos últimos epochs", en="It compares the last two epochs only")
HINT = Text(
    es="El mínimo puede estar a mitad de la curva.",
    en="The minimum may lie in the middle of the curve.",
)
SLIDE = "Entrenamiento de la Red"


# %% the last two
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - history["val_loss"][-2:][0] > gap:
        return "overfitting"
    return "good fit"


# %% the first and the last
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - history["val_loss"][0] > gap:
        return "overfitting"
    return "good fit"

"""The difference is taken the wrong way round."""

from autograder.text import Text

TITLE = Text(
    es="Resta al revés: una validación que empeora no da un número positivo",
    en="It subtracts the wrong way round: validation that gets worse gives no positive number",
)
HINT = Text(
    es="El último menos el menor: cuando la validación empeora, debe dar positivo.",
    en="The last minus the least: where validation gets worse it must be positive.",
)
SLIDE = "Entrenamiento de la Red"


# %% exchanged
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if min(history["val_loss"]) - history["val_loss"][-1] > gap:
        return "overfitting"
    return "good fit"


# %% train minus validation
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["train_loss"][-1] - history["val_loss"][-1] > gap:
        return "overfitting"
    return "good fit"


# %% the largest minus the last
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if max(history["val_loss"]) - history["val_loss"][-1] > gap:
        return "overfitting"
    return "good fit"

"""Both comparisons include equality."""

from autograder.text import Text

TITLE = Text(es="Las dos comparaciones incluyen la igualdad", en="Both comparisons include equality")
HINT = Text(
    es="Las dos son estrictas: «mayor que target_loss» y «más de gap».",
    en='Both are strict: "above target_loss" and "by more than gap".',
)
SLIDE = "Entrenamiento de la Red"


# %% >= twice
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) >= target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) >= gap:
        return "overfitting"
    return "good fit"

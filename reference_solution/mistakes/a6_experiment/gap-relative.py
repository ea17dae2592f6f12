"""gap is taken as a share of the least loss."""

from autograder.text import Text

TITLE = Text(es="Toma gap como porcentaje del mínimo", en="It takes gap as a share of the minimum")
HINT = Text(
    es="gap es una diferencia de loss, en las mismas unidades, y no un factor.",
    en="gap is a difference of losses, in the same units, and no factor.",
)
SLIDE = "Entrenamiento de la Red"


# %% a factor
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] > min(history["val_loss"]) * (1 + gap):
        return "overfitting"
    return "good fit"

"""Any rise of the validation loss counts, whatever gap says."""

from autograder.text import Text

TITLE = Text(
    es="No usa gap: cualquier alza es overfitting", en="It does not use gap: any rise is overfitting"
)
HINT = Text(
    es="gap dice cuánto se tolera. ¿Dónde lo usas?",
    en="gap says how much is tolerated. Where do you use it?",
)
SLIDE = "Entrenamiento de la Red"


# %% > 0
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > 0:
        return "overfitting"
    return "good fit"


# %% greater than the least
def diagnose(history, *, target_loss, gap):
    train, val = np.array(history["train_loss"]), np.array(history["val_loss"])
    underfits = train.min() > target_loss
    overfits = val[-1] > val.min()
    if underfits:
        return "underfitting"
    elif overfits:
        return "overfitting"
    else:
        return "good fit"

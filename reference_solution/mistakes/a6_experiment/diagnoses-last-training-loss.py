"""The last training loss is compared, not the best."""

from autograder.text import Text

TITLE = Text(
    es="Mira el último loss de train y no el mejor",
    en="It looks at the last training loss and not at the best",
)
HINT = Text(
    es="El último epoch puede haber subido un poco. Se pide el mejor de todos.",
    en="The last epoch may have gone up a little. The best of all is asked for.",
)
SLIDE = "Entrenamiento de la Red"


# %% index -1
def diagnose(history, *, target_loss, gap):
    if history["train_loss"][-1] > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


# %% NumPy
def diagnose(history, *, target_loss, gap):
    train, val = np.array(history["train_loss"]), np.array(history["val_loss"])
    underfits = train[-1] > target_loss
    overfits = val[-1] - val.min() > gap
    if underfits:
        return "underfitting"
    elif overfits:
        return "overfitting"
    else:
        return "good fit"

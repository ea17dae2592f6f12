"""The texts returned are other ones."""

from autograder.text import Text

TITLE = Text(es="Entrega otros textos que los pedidos", en="It returns other texts than those asked for")
HINT = Text(
    es='Son exactamente "underfitting", "overfitting" y "good fit", en inglés y en minúsculas.',
    en='They are exactly "underfitting", "overfitting" and "good fit", in lower case.',
)
SLIDE = "Entrenamiento de la Red"


# %% capitals
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "Underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "Overfitting"
    return "Good fit"


# %% an underscore
def diagnose(history, *, target_loss, gap):
    train, val = np.array(history["train_loss"]), np.array(history["val_loss"])
    underfits = train.min() > target_loss
    overfits = val[-1] - val.min() > gap
    if underfits:
        return "underfitting"
    elif overfits:
        return "overfitting"
    else:
        return "good_fit"


# %% Spanish
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "buen ajuste"

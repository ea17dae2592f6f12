"""A rise by exactly gap counts as overfitting."""

from autograder.text import Text

TITLE = Text(
    es="Llama overfitting a empeorar justo gap", en="It calls getting worse by exactly gap overfitting"
)
HINT = Text(
    es="«Más de gap» no incluye la igualdad.",
    en='"By more than gap" does not include equality.',
)
SLIDE = "Entrenamiento de la Red"


# %% >=
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) >= gap:
        return "overfitting"
    return "good fit"


# %% not less
def diagnose(history, *, target_loss, gap):
    train, val = np.array(history["train_loss"]), np.array(history["val_loss"])
    underfits = train.min() > target_loss
    overfits = not (val[-1] - val.min() < gap)
    if underfits:
        return "underfitting"
    elif overfits:
        return "overfitting"
    else:
        return "good fit"

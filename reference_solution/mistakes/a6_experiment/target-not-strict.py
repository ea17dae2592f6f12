"""Reaching target_loss exactly counts as underfitting."""

from autograder.text import Text

TITLE = Text(
    es="Llama underfitting a llegar justo a target_loss",
    en="It calls reaching target_loss exactly underfitting",
)
HINT = Text(
    es="Llegar justo al objetivo es haber llegado.",
    en="Reaching the target exactly is reaching it.",
)
SLIDE = "Entrenamiento de la Red"


# %% >=
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) >= target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


# %% not any below
def diagnose(history, *, target_loss, gap):
    train, val = np.array(history["train_loss"]), np.array(history["val_loss"])
    underfits = not (train < target_loss).any()
    overfits = val[-1] - val.min() > gap
    if underfits:
        return "underfitting"
    elif overfits:
        return "overfitting"
    else:
        return "good fit"

"""Any rise from one epoch to the next, or the greatest one, counts."""

from autograder.text import Text

TITLE = Text(es="Confunde un repunte con overfitting", en="It takes a bump for overfitting")
HINT = Text(
    es="Un solo repunte no es una tendencia: compara el último valor con el menor.",
    en="One bump is no trend: compare the last value with the least.",
)
SLIDE = "Entrenamiento de la Red"


# %% the greatest since
def diagnose(history, *, target_loss, gap):
    train, val = np.array(history["train_loss"]), np.array(history["val_loss"])
    underfits = train.min() > target_loss
    overfits = val.max() - val.min() > gap
    if underfits:
        return "underfitting"
    elif overfits:
        return "overfitting"
    else:
        return "good fit"


# %% the greatest step
def diagnose(history, *, target_loss, gap):
    train, val = np.array(history["train_loss"]), np.array(history["val_loss"])
    underfits = train.min() > target_loss
    overfits = len(val) > 1 and np.diff(val).max() > gap
    if underfits:
        return "underfitting"
    elif overfits:
        return "overfitting"
    else:
        return "good fit"


# %% any rise above the least so far
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    least = float("inf")
    for loss in history["val_loss"]:
        least = min(least, loss)
        if loss - least > gap:
            return "overfitting"
    return "good fit"

"""Without an ax it does not work."""

from autograder.text import Text

TITLE = Text(es="Falla si no recibe un ax", en="It fails where it gets no ax")
HINT = Text(
    es="ax es opcional: cuando es None, la función crea el suyo.",
    en="ax is optional: where it is None, the function makes its own.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% None is drawn on
def plot_validation_curve(history, ax=None):
    epochs = range(1, len(history["train_loss"]) + 1)
    ax.plot(epochs, history["train_loss"], label="train")
    ax.plot(epochs, history["val_loss"], label="val")
    best_epoch = int(np.argmin(history["val_loss"])) + 1
    ax.axvline(best_epoch, linestyle="--", label="best")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax

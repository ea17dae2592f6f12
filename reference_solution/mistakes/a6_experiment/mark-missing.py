"""There is no mark."""

from autograder.text import Text

TITLE = Text(es="Falta la marca en el mejor epoch", en="The mark at the best epoch is missing")
HINT = Text(
    es="Además de las curvas se pide señalar dónde el loss de validación es mínimo.",
    en="Beside the curves, the place where the validation loss is least is to be shown.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% none
def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    epochs = range(1, len(history["train_loss"]) + 1)
    ax.plot(epochs, history["train_loss"], label="train")
    ax.plot(epochs, history["val_loss"], label="val")
    best_epoch = int(np.argmin(history["val_loss"])) + 1
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


# %% a horizontal line
def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().gca()
    train, val = history["train_loss"], history["val_loss"]
    x = np.arange(1, len(train) + 1)
    ax.plot(x, train, "b-", label="Pérdida de entrenamiento")
    ax.plot(x, val, "r-", label="Pérdida de validación")
    best = val.index(min(val))
    ax.axhline(val[best], ls=":")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend(loc="best")
    return ax

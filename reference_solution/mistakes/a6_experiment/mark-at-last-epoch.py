"""The mark is at the last epoch."""

from autograder.text import Text

TITLE = Text(es="La marca está en el último epoch", en="The mark is at the last epoch")
HINT = Text(
    es="El último epoch no es el mejor. ¿Dónde es mínimo el loss de validación?",
    en="The last epoch is not the best. Where is the validation loss least?",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% the length
def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    epochs = range(1, len(history["train_loss"]) + 1)
    ax.plot(epochs, history["train_loss"], label="train")
    ax.plot(epochs, history["val_loss"], label="val")
    best_epoch = len(history["val_loss"])
    ax.axvline(best_epoch, linestyle="--", label="best")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


# %% the last x
def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().gca()
    train, val = history["train_loss"], history["val_loss"]
    x = np.arange(1, len(train) + 1)
    ax.plot(x, train, "b-", label="Pérdida de entrenamiento")
    ax.plot(x, val, "r-", label="Pérdida de validación")
    best = len(val) - 1
    ax.scatter(x[best], val[best], marker="*", s=100, label="mejor epoch")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend(loc="best")
    return ax

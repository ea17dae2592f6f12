"""There is no legend."""

from autograder.text import Text

TITLE = Text(es="Falta la leyenda", en="The legend is missing")
HINT = Text(
    es="Los nombres están, pero no se ven: hay que pedirle al Axes que los muestre.",
    en="The names are there but are not seen: the Axes has to be asked to show them.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% not called for
def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    epochs = range(1, len(history["train_loss"]) + 1)
    ax.plot(epochs, history["train_loss"], label="train")
    ax.plot(epochs, history["val_loss"], label="val")
    best_epoch = int(np.argmin(history["val_loss"])) + 1
    ax.axvline(best_epoch, linestyle="--", label="best")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    return ax


# %% named, not called
def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().gca()
    train, val = history["train_loss"], history["val_loss"]
    x = np.arange(1, len(train) + 1)
    ax.plot(x, train, "b-", label="Pérdida de entrenamiento")
    ax.plot(x, val, "r-", label="Pérdida de validación")
    best = val.index(min(val))
    ax.scatter(x[best], val[best], marker="*", s=100, label="mejor epoch")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend
    return ax

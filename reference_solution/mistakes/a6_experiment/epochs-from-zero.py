"""The curves begin at epoch 0."""

from autograder.text import Text

TITLE = Text(es="Las curvas parten en el epoch 0", en="The curves begin at epoch 0")
HINT = Text(
    es="Los epochs se cuentan desde 1. Si no das los x, matplotlib cuenta desde 0.",
    en="Epochs are counted from 1. Where you give no x, matplotlib counts from 0.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% a range
def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    epochs = range(len(history["train_loss"]))
    ax.plot(epochs, history["train_loss"], label="train")
    ax.plot(epochs, history["val_loss"], label="val")
    best_epoch = int(np.argmin(history["val_loss"]))
    ax.axvline(best_epoch, linestyle="--", label="best")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


# %% no x at all
def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().gca()
    train, val = history["train_loss"], history["val_loss"]
    x = np.arange(1, len(train) + 1)
    ax.plot(train, "b-", label="Pérdida de entrenamiento")
    ax.plot(val, "r-", label="Pérdida de validación")
    best = val.index(min(val))
    ax.scatter(best, val[best], marker="*", s=100, label="mejor epoch")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend(loc="best")
    return ax


# %% the mark counted from 1
def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    epochs = range(len(history["train_loss"]))
    ax.plot(epochs, history["train_loss"], label="train")
    ax.plot(epochs, history["val_loss"], label="val")
    best_epoch = int(np.argmin(history["val_loss"])) + 1
    ax.axvline(best_epoch, linestyle="--", label="best")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax

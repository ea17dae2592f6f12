"""The curves carry no name."""

from autograder.text import Text

TITLE = Text(es="Las curvas no llevan nombre", en="The curves carry no name")
HINT = Text(
    es="Sin nombres nadie sabe cuál curva es cuál.",
    en="Without names nobody knows which curve is which.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% no labels
def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    epochs = range(1, len(history["train_loss"]) + 1)
    ax.plot(epochs, history["train_loss"])
    ax.plot(epochs, history["val_loss"])
    best_epoch = int(np.argmin(history["val_loss"])) + 1
    ax.axvline(best_epoch, linestyle="--")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


# %% neither labels nor a legend
def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().gca()
    train, val = history["train_loss"], history["val_loss"]
    x = np.arange(1, len(train) + 1)
    ax.plot(x, train, "b-")
    ax.plot(x, val, "r-")
    best = val.index(min(val))
    ax.scatter(x[best], val[best], marker="*", s=100)
    ax.set(xlabel="época", ylabel="pérdida")
    return ax


# %% of one curve, where the mark has one
def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    epochs = range(1, len(history["train_loss"]) + 1)
    ax.plot(epochs, history["train_loss"], label="train")
    ax.plot(epochs, history["val_loss"])
    best_epoch = int(np.argmin(history["val_loss"])) + 1
    ax.axvline(best_epoch, linestyle="--", label=f"best: {best_epoch}")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax

"""What is drawn are not the losses themselves."""

from autograder.text import Text

TITLE = Text(
    es="Dibuja otra cosa que los loss de history", en="It draws something other than the losses in history"
)
HINT = Text(
    es="Se piden los números tal como están, sin suavizar, acumular ni recortar.",
    en="The numbers are asked for as they are, not smoothed, accumulated or cut.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% smoothed
def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    window = np.ones(3) / 3
    epochs = range(1, len(history["train_loss"]) + 1)
    ax.plot(epochs, np.convolve(history["train_loss"], window, mode="same"), label="train")
    ax.plot(epochs, np.convolve(history["val_loss"], window, mode="same"), label="val")
    best_epoch = int(np.argmin(history["val_loss"])) + 1
    ax.axvline(best_epoch, linestyle="--", label="best")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


# %% cumulative minimum
def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().gca()
    train, val = history["train_loss"], history["val_loss"]
    lowest = np.minimum.accumulate
    x = np.arange(1, len(train) + 1)
    ax.plot(x, lowest(train), "b-", label="Pérdida de entrenamiento")
    ax.plot(x, lowest(val), "r-", label="Pérdida de validación")
    best = val.index(min(val))
    ax.scatter(x[best], val[best], marker="*", s=100, label="mejor epoch")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend(loc="best")
    return ax


# %% without the first
def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    epochs = range(1, len(history["train_loss"]) + 1)
    ax.plot(epochs[1:], history["train_loss"][1:], label="train")
    ax.plot(epochs[1:], history["val_loss"][1:], label="val")
    best_epoch = int(np.argmin(history["val_loss"])) + 1
    ax.axvline(best_epoch, linestyle="--", label="best")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax

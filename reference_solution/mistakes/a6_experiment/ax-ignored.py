"""What is drawn goes elsewhere than on the ax given."""

from autograder.text import Text

TITLE = Text(es="No dibuja en el ax recibido", en="It does not draw on the ax given")
HINT = Text(
    es="Si llega un ax, el gráfico va ahí. plt dibuja en el Axes actual, que puede ser otro.",
    en="If an ax comes, the plot goes there. plt draws on the current Axes, which may be another.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% a new figure always
def plot_validation_curve(history, ax=None):
    _, ax = plt.subplots()
    epochs = range(1, len(history["train_loss"]) + 1)
    ax.plot(epochs, history["train_loss"], label="train")
    ax.plot(epochs, history["val_loss"], label="val")
    best_epoch = int(np.argmin(history["val_loss"])) + 1
    ax.axvline(best_epoch, linestyle="--", label="best")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


# %% the current Axes
def plot_validation_curve(history, ax=None):
    epochs = range(1, len(history["train_loss"]) + 1)
    plt.plot(epochs, history["train_loss"], label="train")
    plt.plot(epochs, history["val_loss"], label="val")
    plt.axvline(int(np.argmin(history["val_loss"])) + 1)
    plt.xlabel("epoch")
    plt.ylabel("loss")
    plt.legend()
    return plt.gca()


# %% half of it
def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    epochs = range(1, len(history["train_loss"]) + 1)
    plt.plot(epochs, history["train_loss"], label="train")
    plt.plot(epochs, history["val_loss"], label="val")
    ax.axvline(int(np.argmin(history["val_loss"])) + 1)
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


# %% a new figure, returned ax
def plot_validation_curve(history, ax=None):
    ax = plt.figure().gca()
    train, val = history["train_loss"], history["val_loss"]
    x = np.arange(1, len(train) + 1)
    ax.plot(x, train, "b-", label="Pérdida de entrenamiento")
    ax.plot(x, val, "r-", label="Pérdida de validación")
    best = val.index(min(val))
    ax.scatter(x[best], val[best], marker="*", s=100, label="mejor epoch")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend(loc="best")
    return ax


# %% the curves on it, the rest by pyplot
def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().gca()
    epochs = np.arange(1, len(history["val_loss"]) + 1)
    ax.plot(epochs, history["train_loss"], label="train")
    ax.plot(epochs, history["val_loss"], label="val")
    plt.axvline(epochs[np.argmin(history["val_loss"])], linestyle="--")
    plt.xlabel("Epoch")
    plt.ylabel("Loss")
    plt.legend()
    return ax

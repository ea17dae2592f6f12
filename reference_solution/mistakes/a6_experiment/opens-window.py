"""It opens a window."""

from autograder.text import Text

TITLE = Text(es="Abre una ventana", en="It opens a window")
HINT = Text(
    es="Mostrar es asunto de quien llama: puede querer guardar el gráfico o agregarle algo.",
    en="Showing is the business of who calls: they may want to save the plot or add something to it.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% plt.show
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
    ax.legend()
    plt.show()
    return ax


# %% the figure's show
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
    ax.legend(loc="best")
    ax.figure.show()
    return ax


# %% plt.show without blocking
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
    ax.legend()
    plt.show(block=False)
    return ax


# %% of its own figure only
def plot_validation_curve(history, ax=None):
    own = ax is None
    if own:
        _, ax = plt.subplots()
    epochs = range(1, len(history["train_loss"]) + 1)
    ax.plot(epochs, history["train_loss"], label="train")
    ax.plot(epochs, history["val_loss"], label="val")
    best_epoch = int(np.argmin(history["val_loss"])) + 1
    ax.axvline(best_epoch, linestyle="--", label="best")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    if own:
        plt.show()
    return ax

"""The names of the two curves are exchanged."""

from autograder.text import Text

TITLE = Text(es="Los nombres de las curvas están cambiados", en="The names of the curves are exchanged")
HINT = Text(
    es="¿Qué curva es cuál? Compara con los números de history.",
    en="Which curve is which? Compare with the numbers of history.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% data exchanged
def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    epochs = range(1, len(history["train_loss"]) + 1)
    ax.plot(epochs, history["val_loss"], label="train")
    ax.plot(epochs, history["train_loss"], label="val")
    best_epoch = int(np.argmin(history["val_loss"])) + 1
    ax.axvline(best_epoch, linestyle="--", label="best")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


# %% labels exchanged
def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().gca()
    train, val = history["train_loss"], history["val_loss"]
    x = np.arange(1, len(train) + 1)
    ax.plot(x, train, "b-", label="Pérdida de validación")
    ax.plot(x, val, "r-", label="Pérdida de entrenamiento")
    best = val.index(min(val))
    ax.scatter(x[best], val[best], marker="*", s=100, label="mejor epoch")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend(loc="best")
    return ax


# %% the legend's order
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
    ax.legend(["val", "train"])
    return ax

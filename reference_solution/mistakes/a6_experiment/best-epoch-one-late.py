"""The mark is one epoch after the best."""

from autograder.text import Text

TITLE = Text(es="La marca está un epoch después del mejor", en="The mark is one epoch after the best")
HINT = Text(
    es="El + 1 ya está en los epochs: se sumó dos veces.",
    en="The + 1 is in the epochs already: it was added twice.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% plus one twice
def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    epochs = range(1, len(history["train_loss"]) + 1)
    ax.plot(epochs, history["train_loss"], label="train")
    ax.plot(epochs, history["val_loss"], label="val")
    best_epoch = int(np.argmin(history["val_loss"])) + 2
    ax.axvline(best_epoch, linestyle="--", label="best")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


# %% the next x
def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().gca()
    train, val = history["train_loss"], history["val_loss"]
    x = np.arange(1, len(train) + 1)
    ax.plot(x, train, "b-", label="Pérdida de entrenamiento")
    ax.plot(x, val, "r-", label="Pérdida de validación")
    best = val.index(min(val))
    ax.scatter(x[best] + 1, val[best], marker="*", s=100, label="mejor epoch")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend(loc="best")
    return ax

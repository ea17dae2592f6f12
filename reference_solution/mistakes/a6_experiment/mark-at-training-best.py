"""The mark is at the least training loss."""

from autograder.text import Text

TITLE = Text(es="La marca mira el loss de train", en="The mark looks at the training loss")
HINT = Text(
    es="El mejor modelo se elige con validación: el loss de train casi siempre baja hasta el final.",
    en="The best model is chosen by validation: training loss nearly always falls until the end.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% argmin of train
def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    epochs = range(1, len(history["train_loss"]) + 1)
    ax.plot(epochs, history["train_loss"], label="train")
    ax.plot(epochs, history["val_loss"], label="val")
    best_epoch = int(np.argmin(history["train_loss"])) + 1
    ax.axvline(best_epoch, linestyle="--", label="best")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


# %% index in train
def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().gca()
    train, val = history["train_loss"], history["val_loss"]
    x = np.arange(1, len(train) + 1)
    ax.plot(x, train, "b-", label="Pérdida de entrenamiento")
    ax.plot(x, val, "r-", label="Pérdida de validación")
    best = train.index(min(train))
    ax.scatter(x[best], val[best], marker="*", s=100, label="mejor epoch")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend(loc="best")
    return ax

"""Something else than the Axes is returned."""

from autograder.text import Text

TITLE = Text(es="No devuelve el Axes", en="It does not return the Axes")
HINT = Text(
    es="Quien llama necesita el Axes para seguir trabajando con el gráfico.",
    en="Who calls needs the Axes to go on working with the plot.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% the figure
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
    return ax.figure


# %% both
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
    return ax.figure, ax

"""Among equal least losses the last one is marked."""

from autograder.text import Text

TITLE = Text(es="Si hay empate, marca el último mínimo", en="On a tie it marks the last minimum")
HINT = Text(
    es="Se pide el primer epoch en que se alcanza el mínimo.",
    en="The first epoch that reaches the minimum is asked for.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% <= in a loop
def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    epochs = range(1, len(history["train_loss"]) + 1)
    ax.plot(epochs, history["train_loss"], label="train")
    ax.plot(epochs, history["val_loss"], label="val")
    best_epoch, least = 0, float("inf")
    for epoch, loss in zip(epochs, history["val_loss"]):
        if loss <= least:
            best_epoch, least = epoch, loss
    ax.axvline(best_epoch, linestyle="--", label="best")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


# %% from behind
def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().gca()
    train, val = history["train_loss"], history["val_loss"]
    x = np.arange(1, len(train) + 1)
    ax.plot(x, train, "b-", label="Pérdida de entrenamiento")
    ax.plot(x, val, "r-", label="Pérdida de validación")
    best = len(val) - 1 - val[::-1].index(min(val))
    ax.scatter(x[best], val[best], marker="*", s=100, label="mejor epoch")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend(loc="best")
    return ax

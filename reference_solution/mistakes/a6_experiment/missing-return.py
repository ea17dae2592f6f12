"""The text is printed, not returned."""

from autograder.text import Text

TITLE = Text(
    es="Imprime el diagnóstico y no lo devuelve", en="It prints the diagnosis and does not return it"
)
HINT = Text(
    es="`print` muestra un texto a una persona; quien llama a la función necesita un `return`.",
    en="`print` shows a text to a person; who calls the function needs a `return`.",
)
SLIDE = "Entrenamiento de la Red"


# %% print
def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        print("underfitting")
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        print("overfitting")
    print("good fit")


# %% the plot
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


# %% the plot is shown by its name
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
    ax

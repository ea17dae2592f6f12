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

"""The history is not in the order of the epochs."""

from autograder.text import Text

TITLE = Text(
    es="La historia no sigue el orden de los epochs",
    en="The history is not in the order of the epochs",
)
HINT = Text(
    es="Los números son los correctos, en otro orden. La primera entrada es la del primer epoch.",
    en="The numbers are right, in another order. The first entry is that of the first epoch.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% put in front
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        history.insert(0, train_one_epoch(model, loader, criterion, optimizer, device))
    return history


# %% sorted
def fit(model, loader, criterion, optimizer, *, epochs, device):
    return sorted(train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs))

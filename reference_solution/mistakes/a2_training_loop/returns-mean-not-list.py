"""The mean of the history is returned."""

from autograder.text import Text

TITLE = Text(es="Entrega el promedio de los epochs", en="It returns the mean of the epochs")
HINT = Text(
    es="Se pide una lista con el loss de cada epoch, no un solo número.",
    en="A list with the loss of each epoch is asked for, not a single number.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% mean
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]
    return sum(history) / max(len(history), 1)


# %% mean by epochs
def fit(model, loader, criterion, optimizer, *, epochs, device):
    total = 0.0
    for _ in range(epochs):
        total += train_one_epoch(model, loader, criterion, optimizer, device)
    return total / epochs

"""The history is a dictionary."""

from autograder.text import Text

TITLE = Text(es="Entrega un diccionario en vez de una lista", en="It returns a dictionary instead of a list")
HINT = Text(
    es="Los números pueden estar bien, pero se pide una lista de floats.",
    en="The numbers may be right, but a list of floats is asked for.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% one list in it
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history


# %% by epoch
def fit(model, loader, criterion, optimizer, *, epochs, device):
    return {
        epoch: train_one_epoch(model, loader, criterion, optimizer, device) for epoch in range(1, epochs + 1)
    }

"""The history is a tensor, an array or a tuple."""

from autograder.text import Text

TITLE = Text(
    es="Entrega un arreglo o una tupla en vez de una lista",
    en="It returns an array or a tuple instead of a list",
)
HINT = Text(
    es="Los números están bien, pero se pide una lista de floats de Python.",
    en="The numbers are right, but a list of Python floats is asked for.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% tensor
def fit(model, loader, criterion, optimizer, *, epochs, device):
    return torch.tensor([train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)])


# %% array
def fit(model, loader, criterion, optimizer, *, epochs, device):
    import numpy as np

    history = np.zeros(epochs)
    for epoch in range(epochs):
        history[epoch] = train_one_epoch(model, loader, criterion, optimizer, device)
    return history


# %% tuple
def fit(model, loader, criterion, optimizer, *, epochs, device):
    return tuple(train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs))


# %% generator
def fit(model, loader, criterion, optimizer, *, epochs, device):
    for _ in range(epochs):
        yield train_one_epoch(model, loader, criterion, optimizer, device)


# %% an object, as in Keras
class History:
    def __init__(self):
        self.epoch = []
        self.history = {"loss": []}


def fit(model, loader, criterion, optimizer, *, epochs, device):
    record = History()
    for epoch in range(epochs):
        record.epoch.append(epoch)
        record.history["loss"].append(train_one_epoch(model, loader, criterion, optimizer, device))
    return record

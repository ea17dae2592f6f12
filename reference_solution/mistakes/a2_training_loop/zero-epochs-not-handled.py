"""No epochs at all ends in an error, in None or in training."""

from autograder.text import Text

TITLE = Text(es="No contempla epochs=0", en="It does not provide for epochs=0")
HINT = Text(
    es="Con epochs=0 no hay nada que entrenar y el resultado es una lista vacía.",
    en="With epochs=0 there is nothing to train and the result is an empty list.",
)
SLIDE = "Entrenamiento de la Red"


# %% an error
def fit(model, loader, criterion, optimizer, *, epochs, device):
    if epochs <= 0:
        raise ValueError("epochs must be positive")
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


# %% None
def fit(model, loader, criterion, optimizer, *, epochs, device):
    if epochs == 0:
        return None
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


# %% at least one
def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(max(epochs, 1))]


# %% checked at the end
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    while True:
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
        if len(history) >= epochs:
            return history


# %% looks at the last entry
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]
    print("final loss", history[-1])
    return history

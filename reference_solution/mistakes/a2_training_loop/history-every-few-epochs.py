"""Not every epoch enters the history."""

from autograder.text import Text

TITLE = Text(es="No guarda el loss de todos los epochs", en="It does not keep the loss of every epoch")
HINT = Text(
    es="La historia sale más corta que epochs: el append depende de una condición.",
    en="The history is shorter than epochs: the append depends on a condition.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% every tenth
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for epoch in range(epochs):
        loss = train_one_epoch(model, loader, criterion, optimizer, device)
        if epoch % 10 == 0:
            history.append(loss)
    return history


# %% every second
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for epoch in range(1, epochs + 1):
        loss = train_one_epoch(model, loader, criterion, optimizer, device)
        if epoch % 2 == 0:
            history.append(loss)
    return history


# %% when better
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history, best = [], float("inf")
    for _ in range(epochs):
        loss = train_one_epoch(model, loader, criterion, optimizer, device)
        if loss < best:
            best = loss
            history.append(loss)
    return history

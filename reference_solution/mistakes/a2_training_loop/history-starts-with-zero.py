"""The history has an entry from before the first epoch."""

from autograder.text import Text

TITLE = Text(
    es="La historia trae una entrada de más al comienzo",
    en="The history has one entry too many at the start",
)
HINT = Text(
    es="La primera entrada no es de ningún epoch, y con epochs=0 la lista no queda vacía.",
    en="The first entry belongs to no epoch, and with epochs=0 the list is not empty.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% zero
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = [0.0]
    for _ in range(epochs):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history


# %% the loss before training
def fit(model, loader, criterion, optimizer, *, epochs, device):
    model.eval()
    total = 0.0
    with torch.no_grad():
        for x, y in loader:
            total += criterion(model(x.to(device)), y.to(device)).item() * len(x)
    history = [total / len(loader.dataset)]
    for _ in range(epochs):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history

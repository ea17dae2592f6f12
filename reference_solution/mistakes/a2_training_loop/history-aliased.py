"""The history holds the same list again and again."""

from autograder.text import Text

TITLE = Text(
    es="La historia guarda la misma lista una y otra vez",
    en="The history holds the same list again and again",
)
HINT = Text(
    es="Cada entrada tiene que ser el promedio de su epoch, no la lista en que se van juntando los losses.",
    en="Each entry has to be the mean of its epoch, not the list that the losses are gathered in.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% one list
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history, losses = [], []
    for _ in range(epochs):
        model.train()
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        history.append(losses)
    return history


# %% a list for each epoch
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        losses = []
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        history.append(losses)
    return history

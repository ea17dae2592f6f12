"""Means of batches are added and divided by the number of samples."""

from autograder.text import Text

TITLE = Text(
    es="Suma promedios y divide por la cantidad de muestras",
    en="It adds means and divides by the number of samples",
)
HINT = Text(
    es="El resultado sale demasiado chico: cada loss ya viene dividido por su batch, y se divide de nuevo.",
    en="The result is too small: each loss is already divided by its batch, and gets divided again.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% with train_step
def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        total += train_step(model, inputs, targets, criterion, optimizer)
    return total / len(loader.dataset)


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item()
        samples += len(inputs)
    return total / samples


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item()
        history.append(total / len(loader.dataset))
    return history

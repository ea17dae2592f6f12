"""The history gets an entry per batch."""

from autograder.text import Text

TITLE = Text(es="La historia tiene una entrada por batch", en="The history has an entry per batch")
HINT = Text(
    es="Se pide un número por epoch; la historia sale más larga que epochs.",
    en="One number per epoch is asked for; the history comes out longer than epochs.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


# %% with train_step
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            history.append(train_step(model, inputs, targets, criterion, optimizer))
    return history


# %% running mean
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total, samples = 0.0, 0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            samples += len(inputs)
            history.append(total / samples)
    return history

"""The weighted sum is divided by the number of batches."""

from autograder.text import Text

TITLE = Text(
    es="Divide por la cantidad de batches una suma sobre muestras",
    en="It divides a sum over samples by the number of batches",
)
HINT = Text(
    es="El resultado sale demasiado grande: se suma por muestra y se divide por batch.",
    en="The result is too large: it adds per sample and divides per batch.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% with train_step
def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        total += loss * len(inputs)
    return total / len(loader)


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, batches = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        batches += 1
    return total / batches


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
            total += loss.item() * len(inputs)
        history.append(total / len(loader))
    return history

"""The losses are added up and never divided."""

from autograder.text import Text

TITLE = Text(
    es="Entrega la suma de los losses y no su promedio",
    en="It returns the sum of the losses and not their mean",
)
HINT = Text(
    es="El resultado crece con la cantidad de datos. Falta dividir.",
    en="The result grows with the amount of data. A division is missing.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% sum of means
def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        total += train_step(model, inputs, targets, criterion, optimizer)
    return total


# %% sum over samples
def train_one_epoch(model, loader, criterion, optimizer, device):
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
    return total


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
        history.append(total)
    return history


# %% sum over samples in fit
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
        history.append(total)
    return history

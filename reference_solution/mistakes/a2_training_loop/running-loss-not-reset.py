"""The sum of losses goes on from one epoch to the next."""

from autograder.text import Text

TITLE = Text(
    es="El loss de cada epoch incluye a los anteriores",
    en="The loss of each epoch includes the earlier ones",
)
HINT = Text(
    es="La historia crece epoch tras epoch, aunque los pesos no cambien. ¿Dónde parte de cero la suma?",
    en="The history grows epoch after epoch even where the weights do not change. Where does the sum start from zero?",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    total = 0.0
    for _ in range(epochs):
        model.train()
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% sum and count
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    total, samples = 0.0, 0
    for _ in range(epochs):
        model.train()
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


# %% a list of losses
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
            losses.append(loss.item() * len(inputs))
        history.append(sum(losses) / len(loader.dataset))
    return history


# %% sum of epochs
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history, total = [], 0.0
    for _ in range(epochs):
        total += train_one_epoch(model, loader, criterion, optimizer, device)
        history.append(total)
    return history


# %% mean of the epochs so far
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history, total = [], 0.0
    for epoch in range(epochs):
        total += train_one_epoch(model, loader, criterion, optimizer, device)
        history.append(total / (epoch + 1))
    return history

"""The loss of the last batch stands for the epoch."""

from autograder.text import Text

TITLE = Text(es="Entrega el loss del último batch", en="It returns the loss of the last batch")
HINT = Text(
    es="El resultado es el de un solo batch y no el del epoch completo.",
    en="The result is that of a single batch and not of the whole epoch.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% with train_step
def train_one_epoch(model, loader, criterion, optimizer, device):
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
    return loss


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
    return loss.item()


# %% assigned, not added
def train_one_epoch(model, loader, criterion, optimizer, device):
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        total = loss * len(inputs)
        samples = len(inputs)
    return total / samples


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


# %% with train_step in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = train_step(model, inputs, targets, criterion, optimizer)
        history.append(loss)
    return history

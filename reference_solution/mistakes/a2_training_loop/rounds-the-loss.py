"""The loss is rounded."""

from autograder.text import Text

TITLE = Text(es="Redondea el loss", en="It rounds the loss")
HINT = Text(
    es="El loss entregado perdió decimales. Redondea al mostrarlo, no al devolverlo.",
    en="The loss returned has lost decimals. Round it when you show it, not when you return it.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return round(loss.item(), 1)


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
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return round(total / samples, 1)


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [round(train_one_epoch(model, loader, criterion, optimizer, device), 1) for _ in range(epochs)]

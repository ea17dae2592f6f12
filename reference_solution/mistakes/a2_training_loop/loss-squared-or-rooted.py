"""The loss is passed through a root or an absolute value."""

from autograder.text import Text

TITLE = Text(es="Transforma el loss antes de entregarlo", en="It transforms the loss before returning it")
HINT = Text(
    es="El número entregado no es el del criterio, sino una función de él.",
    en="The number returned is not the criterion's but a function of it.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% root in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return abs(loss.item()) ** 0.5


# %% root in the epoch
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
    return abs(total / samples) ** 0.5


# %% root in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [abs(train_one_epoch(model, loader, criterion, optimizer, device)) ** 0.5 for _ in range(epochs)]

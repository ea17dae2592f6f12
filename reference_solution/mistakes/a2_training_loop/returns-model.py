"""The network is returned instead of the losses."""

from autograder.text import Text

TITLE = Text(es="Entrega la red en vez de los losses", en="It returns the network instead of the losses")
HINT = Text(
    es="La red se modifica en su lugar y no hace falta devolverla; lo que se pide es el loss.",
    en="The network is changed in place and need not be returned; the loss is what is asked for.",
)
SLIDE = "Entrenamiento de la Red"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return model


# %% in the epoch
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
    return model


# %% in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    for _ in range(epochs):
        train_one_epoch(model, loader, criterion, optimizer, device)
    return model

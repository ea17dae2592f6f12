"""The losses of all batches are returned."""

from autograder.text import Text

TITLE = Text(
    es="Entrega la lista de losses de los batches",
    en="It returns the list of the losses of the batches",
)
HINT = Text(
    es="Se pide un número por epoch: falta promediar.",
    en="One number per epoch is asked for: the averaging is missing.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    losses = []
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% with train_step
def train_one_epoch(model, loader, criterion, optimizer, device):
    return [train_step(model, x.to(device), y.to(device), criterion, optimizer) for x, y in loader]


# %% one for every sample
def train_one_epoch(model, loader, criterion, optimizer, device):
    losses = []
    for inputs, targets in loader:
        loss = train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)
        losses += [loss] * len(inputs)
    return losses

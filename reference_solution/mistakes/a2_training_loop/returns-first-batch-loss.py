"""The loss of the first batch stands for the epoch."""

from autograder.text import Text

TITLE = Text(es="Entrega el loss del primer batch", en="It returns the loss of the first batch")
HINT = Text(
    es="Se entrena con todos los batches, pero el resultado es el del primero.",
    en="All batches are trained on, but the result is that of the first.",
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
    return losses[0]


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        losses = []
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        history.append(losses[0])
    return history

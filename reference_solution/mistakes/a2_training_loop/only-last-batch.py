"""The update stands after the loop, so only the last batch is trained on."""

from autograder.text import Text

TITLE = Text(
    es="Entrena sólo con el último batch de cada epoch",
    en="It trains on the last batch of each epoch only",
)
HINT = Text(
    es="Los demás batches pasan de largo: lo que sigue al ciclo ve sólo el último. Revisa la sangría.",
    en="The other batches pass by: what follows the loop sees the last one only. Check the indentation.",
)
SLIDE = "Entrenamiento de la Red"


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


# %% with train_step
def train_one_epoch(model, loader, criterion, optimizer, device):
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
    return train_step(model, inputs, targets, criterion, optimizer)


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

"""An update per sample instead of per batch."""

from autograder.text import Text

TITLE = Text(es="Actualiza con cada muestra por separado", en="It updates with each sample separately")
HINT = Text(
    es="Hay tantas actualizaciones como muestras. Se pide una por batch.",
    en="There are as many updates as samples. One per batch is asked for.",
)
SLIDE = "Entrenamiento de la Red"


# %% from the dataset
def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    for x, y in loader.dataset:
        inputs, targets = x.unsqueeze(0).to(device), y.unsqueeze(0).to(device)
        total += train_step(model, inputs, targets, criterion, optimizer)
    return total / len(loader.dataset)


# %% rows of each batch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        for i in range(len(inputs)):
            optimizer.zero_grad()
            loss = criterion(model(inputs[i : i + 1]), targets[i : i + 1])
            loss.backward()
            optimizer.step()
            total += loss.item()
            samples += 1
    return total / samples


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        total = 0.0
        for x, y in loader.dataset:
            inputs, targets = x[None].to(device), y[None].to(device)
            total += train_step(model, inputs, targets, criterion, optimizer)
        history.append(total / len(loader.dataset))
    return history

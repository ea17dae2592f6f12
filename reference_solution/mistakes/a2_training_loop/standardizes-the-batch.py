"""The inputs of each batch are standardised before the forward pass."""

from autograder.text import Text

TITLE = Text(es="Estandariza las entradas de cada batch", en="It standardises the inputs of each batch")
HINT = Text(
    es="La red recibe entradas que no son las del batch. El paso de entrenamiento las usa tal como llegan.",
    en="The network gets inputs that are not those of the batch. A training step uses them as they come.",
)
SLIDE = "Entrenamiento de la Red"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    inputs = (inputs - inputs.mean(0)) / inputs.std(0)
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% in place
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    inputs -= inputs.mean(dim=0)
    inputs /= inputs.std(dim=0) + 1e-8
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        inputs = (inputs - inputs.mean(0)) / (inputs.std(0) + 1e-8)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            inputs = (inputs - inputs.mean(0)) / (inputs.std(0) + 1e-8)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history

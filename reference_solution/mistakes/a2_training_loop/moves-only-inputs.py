"""Only the inputs are moved to the device."""

from autograder.text import Text

TITLE = Text(
    es="Lleva las entradas al device y los objetivos no",
    en="It moves the inputs to the device and not the targets",
)
HINT = Text(
    es="La red alcanza a responder, pero el criterio compara tensores de dos lugares. ¿Qué falta mover?",
    en="The network does answer, but the criterion compares tensors from two places. What is still to be moved?",
)
SLIDE = "Pytorch en GPU"


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% with train_step
def train_one_epoch(model, loader, criterion, optimizer, device):
    total, samples = 0.0, 0
    for inputs, targets in loader:
        loss = train_step(model, inputs.to(device), targets, criterion, optimizer)
        total += loss * len(inputs)
        samples += len(inputs)
    return total / samples


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            inputs = inputs.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history

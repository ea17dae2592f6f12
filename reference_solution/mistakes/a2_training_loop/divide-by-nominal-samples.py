"""The weighted sum is divided by batches times the batch size."""

from autograder.text import Text

TITLE = Text(
    es="Divide por batches · batch_size en vez de por las muestras",
    en="It divides by batches · batch_size instead of the samples",
)
HINT = Text(
    es="La suma está bien y el divisor no: supone que todos los batches vienen completos.",
    en="The sum is right and the divisor is not: it assumes that all batches are full.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% with train_step
def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        total += loss * len(inputs)
    return total / (len(loader) * loader.batch_size)


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
        samples += loader.batch_size
    return total / samples


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / (len(loader) * loader.batch_size))
    return history

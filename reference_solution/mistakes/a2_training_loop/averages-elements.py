"""Every element of the targets counts as a sample."""

from autograder.text import Text

TITLE = Text(
    es="Pondera por elementos en vez de por muestras",
    en="It weights by elements instead of samples",
)
HINT = Text(
    es="Con más de una columna, cada muestra se cuenta varias veces en la suma. ¿Cuántas filas tiene el batch?",
    en="With more than one column each sample is counted several times in the sum. How many rows does the batch have?",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% targets.numel()
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * targets.numel()
        samples += len(inputs)
    return total / samples


# %% inputs.numel()
def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        total += loss * inputs.numel()
    return total / len(loader.dataset)


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
            total += loss.item() * targets.numel()
        history.append(total / len(loader.dataset))
    return history

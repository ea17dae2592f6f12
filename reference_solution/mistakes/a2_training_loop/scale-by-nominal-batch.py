"""Every batch counts as if it had loader.batch_size samples."""

from autograder.text import Text

TITLE = Text(es="Cuenta el último batch como si fuera completo", en="It counts the last batch as a full one")
HINT = Text(
    es="El promedio sale demasiado grande o chico por culpa del último batch. ¿Cuántas muestras tiene de verdad?",
    en="The mean comes out too large or too small because of the last batch. How many samples does it really have?",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * loader.batch_size
    return total / len(loader.dataset)


# %% with train_step
def train_one_epoch(model, loader, criterion, optimizer, device):
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        total += loss * loader.batch_size
        samples += len(inputs)
    return total / samples


# %% size of the first batch
def train_one_epoch(model, loader, criterion, optimizer, device):
    total, samples, size = 0.0, 0, None
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        size = size or len(inputs)
        total += loss * size
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
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * loader.batch_size
        history.append(total / len(loader.dataset))
    return history

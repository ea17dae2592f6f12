"""The loop over the batches ends after the first."""

from autograder.text import Text

TITLE = Text(
    es="Entrena sólo con el primer batch de cada epoch",
    en="It trains on the first batch of each epoch only",
)
HINT = Text(
    es="El ciclo termina apenas procesa un batch. Revisa la sangría del return o del break.",
    en="The loop ends as soon as one batch is done. Check the indentation of the return or break.",
)
SLIDE = "Entrenamiento de la Red"


# %% return in the loop
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
        return total / samples


# %% break
def train_one_epoch(model, loader, criterion, optimizer, device):
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        total += loss * len(inputs)
        samples += len(inputs)
        break
    return total / samples


# %% next of the loader
def train_one_epoch(model, loader, criterion, optimizer, device):
    inputs, targets = next(iter(loader))
    return train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)


# %% break in fit
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
            total += loss.item()
            break
        history.append(total)
    return history


# %% next of the loader in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        inputs, targets = next(iter(loader))
        history.append(train_step(model, inputs.to(device), targets.to(device), criterion, optimizer))
    return history

"""One iterator over the loader serves all epochs."""

from autograder.text import Text

TITLE = Text(es="Gasta el mismo iterador en todos los epochs", en="It uses up one iterator for all epochs")
HINT = Text(
    es="El primer epoch recibe datos y los demás ninguno: un iterador se recorre una sola vez.",
    en="The first epoch gets data and the others none: an iterator can be gone through only once.",
)
SLIDE = "Entrenamiento de la Red"


# %% divided by the dataset
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    batches = iter(loader)
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in batches:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% divided by the samples seen
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    batches = iter(loader)
    for _ in range(epochs):
        model.train()
        total, samples = 0.0, 0
        for inputs, targets in batches:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            samples += len(inputs)
        history.append(total / samples)
    return history


# %% a generator of moved batches
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    batches = ((x.to(device), y.to(device)) for x, y in loader)
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in batches:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% enough steps for all epochs
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    batches = iter(loader)
    for _ in range(epochs):
        model.train()
        total = 0.0
        for _ in range(len(loader)):
            inputs, targets = next(batches)
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history

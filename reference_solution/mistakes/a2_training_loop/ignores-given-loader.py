"""A loader of its own over the same data."""

from autograder.text import Text

TITLE = Text(
    es="Usa un loader propio en vez del recibido",
    en="It uses a loader of its own instead of the one given",
)
HINT = Text(
    es="Los batches no son los que entrega el loader recibido: cambia su orden o su tamaño.",
    en="The batches are not those of the loader given: their order or size differs.",
)
SLIDE = "Entrenamiento de la Red"


# %% shuffled
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    loader = DataLoader(loader.dataset, batch_size=loader.batch_size, shuffle=True)
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


# %% another batch size
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    loader = DataLoader(loader.dataset, batch_size=3)
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


# %% shuffled in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    loader = DataLoader(loader.dataset, batch_size=loader.batch_size, shuffle=True)
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


# %% another batch size in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    loader = DataLoader(loader.dataset, batch_size=3)
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
        history.append(total / len(loader.dataset))
    return history

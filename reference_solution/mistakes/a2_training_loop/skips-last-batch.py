"""The last, smaller batch is left out."""

from autograder.text import Text

TITLE = Text(es="Se salta el último batch", en="It skips the last batch")
HINT = Text(
    es="Faltan muestras al final de cada epoch: el batch más chico también cuenta.",
    en="Samples are missing at the end of each epoch: the smaller batch counts too.",
)
SLIDE = "Entrenamiento de la Red"


# %% incomplete batches left out
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        if len(inputs) < loader.batch_size:
            continue
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% a loader that drops it
def train_one_epoch(model, loader, criterion, optimizer, device):
    batches = DataLoader(loader.dataset, batch_size=loader.batch_size, drop_last=True)
    total = 0.0
    for inputs, targets in batches:
        loss = train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)
        total += loss * len(inputs)
    return total / len(loader.dataset)


# %% a count of full batches
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    full = len(loader.dataset) // loader.batch_size
    for (inputs, targets), _ in zip(loader, range(full)):
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% one batch too few
def train_one_epoch(model, loader, criterion, optimizer, device):
    total, batches = 0.0, iter(loader)
    for _ in range(len(loader) - 1):
        inputs, targets = next(batches)
        inputs, targets = inputs.to(device), targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        total += loss * len(inputs)
    return total / len(loader.dataset)


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            if len(inputs) < loader.batch_size:
                break
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% in fit, a count of samples
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total, samples = 0.0, 0
        for inputs, targets in loader:
            if len(inputs) != loader.batch_size:
                continue
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            samples += len(inputs)
        history.append(total / samples)
    return history

"""One update per epoch, after the loop over the batches."""

from autograder.text import Text

TITLE = Text(es="Actualiza los pesos una sola vez por epoch", en="It updates the weights only once per epoch")
HINT = Text(
    es="Pasan varios batches y hay una sola actualización. ¿Dentro de qué ciclo tiene que ir?",
    en="Several batches go by and there is a single update. Which loop does it belong in?",
)
SLIDE = "Entrenamiento de la Red"


# %% all gradients added
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    optimizer.zero_grad()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        loss.backward()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    optimizer.step()
    return total / samples


# %% with the last gradient
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    optimizer.step()
    return total / samples


# %% loss of the whole epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    optimizer.zero_grad()
    total, samples, epoch_loss = 0.0, 0, 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        epoch_loss = epoch_loss + loss / len(loader)
        total += loss.item() * len(inputs)
        samples += len(inputs)
    epoch_loss.backward()
    optimizer.step()
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
            total += loss.item() * len(inputs)
        optimizer.step()
        history.append(total / len(loader.dataset))
    return history


# %% in fit, all gradients added
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        optimizer.zero_grad()
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            loss.backward()
            total += loss.item() * len(inputs)
        optimizer.step()
        history.append(total / len(loader.dataset))
    return history


# %% one step after everything
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
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    if epochs:
        optimizer.step()
    return history

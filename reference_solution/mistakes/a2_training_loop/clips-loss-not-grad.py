"""The loss is clamped before the backward pass."""

from autograder.text import Text

TITLE = Text(es="Recorta el loss", en="It clamps the loss")
HINT = Text(
    es="El loss recortado no tiene gradiente fuera del rango: en esos batches la red no aprende, y lo que se informa es otro número.",
    en="A clamped loss has no gradient outside the range: on those batches nothing is learnt, and another number is reported.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss = loss.clamp(max=0.25)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% between 0 and 1
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss = torch.clamp(loss, 0, 1)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets).clamp(max=1.0)
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
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets).clamp(max=1.0)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% a low ceiling, in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.clamp(max=0.5).backward()
    optimizer.step()
    return loss.item()


# %% a ceiling of 1, and the loss as it was
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    torch.clamp(loss, max=1.0).backward()
    optimizer.step()
    return loss.item()

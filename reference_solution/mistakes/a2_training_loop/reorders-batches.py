"""The batches are used in another order than the loader gives them."""

from autograder.text import Text

TITLE = Text(es="Cambia el orden de los batches", en="It changes the order of the batches")
HINT = Text(
    es="Los batches son los correctos, en otro orden: se usan como los entrega el loader.",
    en="The batches are the right ones in another order: they are used as the loader gives them.",
)
SLIDE = "Entrenamiento de la Red"


# %% backwards
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in reversed(list(loader)):
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% small ones first
def train_one_epoch(model, loader, criterion, optimizer, device):
    total, samples = 0.0, 0
    for inputs, targets in sorted(loader, key=lambda batch: len(batch[0])):
        inputs, targets = inputs.to(device), targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        total += loss * len(inputs)
        samples += len(inputs)
    return total / samples


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in reversed(list(loader)):
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history

"""A new iterator for every batch, so always the first batch."""

from autograder.text import Text

TITLE = Text(es="Toma siempre el primer batch", en="It always takes the first batch")
HINT = Text(
    es="Se hacen tantos pasos como batches, pero todos con el mismo: un iterador nuevo parte desde el comienzo.",
    en="There are as many steps as batches, but all with the same one: a new iterator starts from the beginning.",
)
SLIDE = "Entrenamiento de la Red"


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for _ in range(len(loader)):
        inputs, targets = next(iter(loader))
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% with train_step
def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    for _ in loader:
        inputs, targets = next(iter(loader))
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
        for _ in range(len(loader)):
            inputs, targets = next(iter(loader))
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history

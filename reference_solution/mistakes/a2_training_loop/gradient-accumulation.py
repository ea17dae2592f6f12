"""Gradients of two batches are added up before each update."""

from autograder.text import Text

TITLE = Text(
    es="Actualiza cada dos batches, con la suma de sus gradientes",
    en="It updates every two batches, with the sum of their gradients",
)
HINT = Text(
    es="Hay menos actualizaciones que batches. Aquí cada batch lleva su propia actualización.",
    en="There are fewer updates than batches. Here each batch gets an update of its own.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for i, (inputs, targets) in enumerate(loader):
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        loss.backward()
        if i % 2 == 1 or i + 1 == len(loader):
            optimizer.step()
            optimizer.zero_grad()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% scaled loss
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for i, (inputs, targets) in enumerate(loader):
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        (loss / 2).backward()
        if (i + 1) % 2 == 0 or i + 1 == len(loader):
            optimizer.step()
            optimizer.zero_grad()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for i, (inputs, targets) in enumerate(loader):
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            loss.backward()
            if i % 2 == 1 or i + 1 == len(loader):
                optimizer.step()
                optimizer.zero_grad()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history

"""The first batch is taken to have a look and never trained on."""

from autograder.text import Text

TITLE = Text(es="Se salta el primer batch", en="It skips the first batch")
HINT = Text(
    es="El primer batch sale del iterador y no se entrena con él.",
    en="The first batch leaves the iterator and is not trained on.",
)
SLIDE = "Entrenamiento de la Red"


# %% a look at the first
def train_one_epoch(model, loader, criterion, optimizer, device):
    batches = iter(loader)
    first = next(batches)
    total = 0.0
    for inputs, targets in batches:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        total += loss * len(inputs)
    return total / len(loader.dataset)


# %% counted from one
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for i, (inputs, targets) in enumerate(loader):
        if i == 0:
            continue
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / max(samples, 1)


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for i, (inputs, targets) in enumerate(loader):
            if i > 0:
                inputs, targets = inputs.to(device), targets.to(device)
                optimizer.zero_grad()
                loss = criterion(model(inputs), targets)
                loss.backward()
                optimizer.step()
                total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history

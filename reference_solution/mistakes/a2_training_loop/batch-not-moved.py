"""The batches are not moved to the device."""

from autograder.text import Text

TITLE = Text(es="No lleva los batches al device", en="It does not move the batches to the device")
HINT = Text(
    es="La red vive en la GPU y los datos siguen en la CPU. Tienen que estar en el mismo lugar.",
    en="The network lives on the GPU and the data is still on the CPU. They have to be in one place.",
)
SLIDE = "Pytorch en GPU"


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% with train_step
def train_one_epoch(model, loader, criterion, optimizer, device):
    total, samples = 0.0, 0
    for inputs, targets in loader:
        loss = train_step(model, inputs, targets, criterion, optimizer)
        total += loss * len(inputs)
        samples += len(inputs)
    return total / samples


# %% only the model moved
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.to(device)
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
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
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history

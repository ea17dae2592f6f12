"""The batches, or a part of each, are not moved to the device."""

from autograder.text import Text

TITLE = Text(es="No lleva el batch completo al device", en="It does not move the whole batch to the device")
HINT = Text(
    es="La red vive en la GPU y las entradas o los objetivos siguen en la CPU. Todo tiene que estar en el mismo lugar.",
    en="The network lives on the GPU and the inputs or the targets are still on the CPU. Everything has to be in one place.",
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


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
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
        loss = train_step(model, inputs.to(device), targets, criterion, optimizer)
        total += loss * len(inputs)
        samples += len(inputs)
    return total / samples


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            inputs = inputs.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        targets = targets.to(device)
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
            targets = targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history

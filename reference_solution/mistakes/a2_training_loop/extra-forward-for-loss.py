"""The loss is computed anew after the update, by another forward pass."""

from autograder.text import Text

TITLE = Text(
    es="Mide el loss de nuevo después de actualizar",
    en="It measures the loss anew after the update",
)
HINT = Text(
    es="El loss pedido es el de antes de la actualización, y la red ve cada batch una vez de más.",
    en="The loss asked for is that before the update, and the network sees each batch once too often.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return criterion(model(inputs), targets).item()


# %% without gradients
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        loss = criterion(model(inputs), targets)
    return loss.item()


# %% in eval mode
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    model.eval()
    with torch.no_grad():
        return criterion(model(inputs), targets).item()


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        loss = criterion(model(inputs), targets)
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% without gradients in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        train_step(model, inputs, targets, criterion, optimizer)
        with torch.no_grad():
            loss = criterion(model(inputs), targets)
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
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                loss = criterion(model(inputs), targets)
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history

"""The result of .to(device) is thrown away."""

from autograder.text import Text

TITLE = Text(
    es="Llama a .to(device) y no guarda el resultado",
    en="It calls .to(device) and does not keep the result",
)
HINT = Text(
    es="Con un tensor, .to entrega otro tensor y el original se queda donde estaba. ¿Quién se queda con el que se movió?",
    en="For a tensor, .to returns another tensor and the original stays where it was. Who keeps the one that moved?",
)
SLIDE = "Pytorch en GPU"


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs.to(device)
        targets.to(device)
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
        inputs.to(device), targets.to(device)
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
        for inputs, targets in loader:
            inputs.to(device)
            targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history

"""The loss is maximised."""

from autograder.text import Text

TITLE = Text(es="Mueve los pesos en la dirección contraria", en="It moves the weights the opposite way")
HINT = Text(
    es="Los pesos se mueven lo justo, pero hacia donde el loss crece. Revisa el signo.",
    en="The weights move the right amount, but towards where the loss grows. Check the sign.",
)
SLIDE = "Entrenamiento de la Red"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    (-loss).backward()
    optimizer.step()
    return loss.item()


# %% negated loss
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = -criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return -loss.item()


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        (-loss).backward()
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
            loss = criterion(model(inputs), targets)
            (-loss).backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history

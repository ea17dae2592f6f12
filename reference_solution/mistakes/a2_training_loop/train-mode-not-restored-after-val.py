"""Train mode is set once before all epochs, and an evaluation after the first leaves eval mode."""

from autograder.text import Text

TITLE = Text(
    es="Desde el segundo epoch la red está en modo eval",
    en="From the second epoch on the network is in eval mode",
)
HINT = Text(
    es="El primer epoch entrena en modo train y los demás no: algo cambió el modo y nadie lo devolvió.",
    en="The first epoch trains in train mode and the others do not: something changed the mode and nothing put it back.",
)
SLIDE = "Training-Validation Loop"


# %% eval at the end of each epoch
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    model.train()
    for _ in range(epochs):
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
        model.eval()
    return history


# %% an evaluation after each epoch
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    model.train()
    for _ in range(epochs):
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
        model.eval()
        with torch.no_grad():
            for inputs, targets in loader:
                model(inputs.to(device))
    return history


# %% train only at the first epoch
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for epoch in range(epochs):
        if epoch == 0:
            model.train()
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
        model.eval()
    return history

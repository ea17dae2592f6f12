"""The history holds tensors."""

from autograder.text import Text

TITLE = Text(es="La historia guarda tensores", en="The history holds tensors")
HINT = Text(
    es="Cada entrada tiene que ser un float de Python; un tensor arrastra su grafo, o al menos su tipo.",
    en="Each entry has to be a Python float; a tensor drags its graph along, or at least its type.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% with graph
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
            total = total + loss * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% detached
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
            total += loss.detach() * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% made of floats
def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [torch.tensor(train_one_epoch(model, loader, criterion, optimizer, device)) for _ in range(epochs)]

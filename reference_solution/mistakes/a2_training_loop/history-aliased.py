"""The history holds the same object again and again."""

from autograder.text import Text

TITLE = Text(
    es="La historia guarda el mismo objeto una y otra vez",
    en="The history holds the same object again and again",
)
HINT = Text(
    es="Cada entrada tiene que ser el promedio de su propia epoch. Lo que se agrega y después se cambia, cambia en todas.",
    en="Each entry has to be the mean of its own epoch. What is appended and changed later changes everywhere.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% one list
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history, losses = [], []
    for _ in range(epochs):
        model.train()
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        history.append(losses)
    return history


# %% a list for each epoch
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        losses = []
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        history.append(losses)
    return history


# %% one record
def fit(model, loader, criterion, optimizer, *, epochs, device):
    record, history = {"loss": 0.0}, []
    for _ in range(epochs):
        record["loss"] = train_one_epoch(model, loader, criterion, optimizer, device)
        history.append(record)
    return [entry["loss"] for entry in history]

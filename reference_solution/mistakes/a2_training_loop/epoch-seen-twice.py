"""The batches are gone through more than once in an epoch."""

from autograder.text import Text

TITLE = Text(
    es="Recorre los datos más de una vez por epoch",
    en="It goes through the data more than once per epoch",
)
HINT = Text(
    es="Hay más actualizaciones que batches: el ciclo está dentro de otro.",
    en="There are more updates than batches: the loop is inside another.",
)
SLIDE = "Entrenamiento de la Red"


# %% a loop in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for _ in range(2):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            samples += len(inputs)
    return total / samples


# %% the whole epoch for each batch
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        for _batch in loader:
            loss = train_one_epoch(model, loader, criterion, optimizer, device)
        history.append(loss)
    return history


# %% called again for the history
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        train_one_epoch(model, loader, criterion, optimizer, device)
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history

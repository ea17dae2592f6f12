"""The batches of the first epoch are kept and used again."""

from autograder.text import Text

TITLE = Text(
    es="Guarda los batches del primer epoch y los repite",
    en="It keeps the batches of the first epoch and repeats them",
)
HINT = Text(
    es="Todos los epochs usan los mismos batches en el mismo orden: el loader baraja cada vez que se lo recorre, no antes.",
    en="All epochs use the same batches in the same order: a loader shuffles each time it is gone through, not before.",
)
SLIDE = "Entrenamiento de la Red"


# %% a list of batches
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    batches = list(loader)
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in batches:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% moved beforehand
def fit(model, loader, criterion, optimizer, *, epochs, device):
    batches = [(x.to(device), y.to(device)) for x, y in loader]
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in batches:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history

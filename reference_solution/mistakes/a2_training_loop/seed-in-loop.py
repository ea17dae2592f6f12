"""The seed is set anew in every epoch, or by the function itself."""

from autograder.text import Text

TITLE = Text(es="Fija la misma semilla una y otra vez", en="It sets the same seed again and again")
HINT = Text(
    es="Todos los epochs reciben los datos en el mismo orden. ¿Cuántas veces se fija la semilla, y dónde?",
    en="All epochs get the data in the same order. How often is the seed set, and where?",
)
SLIDE = "Entrenamiento de la Red"


# %% in the loop of epochs
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        torch.manual_seed(0)
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        torch.manual_seed(42)
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
    return history


# %% a helper that seeds
def seed_everything(seed=42):
    import random

    random.seed(seed)
    torch.manual_seed(seed)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        seed_everything()
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history

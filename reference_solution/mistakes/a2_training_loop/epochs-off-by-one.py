"""One epoch too few or too many."""

from autograder.text import Text

TITLE = Text(es="Entrena un epoch de más o de menos", en="It trains one epoch too many or too few")
HINT = Text(
    es="El largo de la historia no es epochs. Cuenta las vueltas que da el ciclo.",
    en="The length of the history is not epochs. Count the rounds that the loop makes.",
)
SLIDE = "Entrenamiento de la Red"


# %% too few
def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(1, epochs)]


# %% too many
def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs + 1)]


# %% while up to epochs
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history, epoch = [], 0
    while epoch <= epochs:
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
        epoch += 1
    return history


# %% too few, inlined
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for epoch in range(1, epochs):
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

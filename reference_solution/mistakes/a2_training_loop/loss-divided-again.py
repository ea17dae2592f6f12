"""The loss of a batch is divided by its size although it is a mean."""

from autograder.text import Text

TITLE = Text(
    es="Divide de nuevo un loss que ya era promedio",
    en="It divides a loss again that already was a mean",
)
HINT = Text(
    es="El loss entregado sale demasiado chico: el criterio ya promedia sobre el batch.",
    en="The loss returned is too small: the criterion already averages over the batch.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item() / len(inputs)


# %% by elements
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item() / targets.numel()


# %% in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        loss = train_one_epoch(model, loader, criterion, optimizer, device)
        history.append(loss / len(loader))
    return history


# %% by the dataset in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [
        train_one_epoch(model, loader, criterion, optimizer, device) / len(loader.dataset)
        for _ in range(epochs)
    ]


# %% by the epochs in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]
    return [loss / epochs for loss in history]

"""All batches are put together for a single update."""

from autograder.text import Text

TITLE = Text(
    es="Junta todos los batches en una sola actualización",
    en="It puts all batches together for a single update",
)
HINT = Text(
    es="Hay una actualización por epoch con todos los datos. Se pide una por batch.",
    en="There is one update per epoch with all of the data. One per batch is asked for.",
)
SLIDE = "Entrenamiento de la Red"


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    batches = list(loader)
    inputs = torch.cat([x for x, _ in batches]).to(device)
    targets = torch.cat([y for _, y in batches]).to(device)
    return train_step(model, inputs, targets, criterion, optimizer)


# %% tensors of the dataset
def train_one_epoch(model, loader, criterion, optimizer, device):
    inputs, targets = loader.dataset.tensors
    return train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    inputs, targets = loader.dataset[:]
    inputs, targets = inputs.to(device), targets.to(device)
    return [train_step(model, inputs, targets, criterion, optimizer) for _ in range(epochs)]

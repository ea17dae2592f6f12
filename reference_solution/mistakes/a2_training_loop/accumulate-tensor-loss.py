"""The losses are added up as tensors with their graphs."""

from autograder.text import Text

TITLE = Text(es="Acumula tensores con todo su grafo", en="It accumulates tensors with all of their graphs")
HINT = Text(
    es="Lo que entrega es un tensor que arrastra el historial de cálculo de todos los batches.",
    en="What it returns is a tensor that drags along the computation history of all batches.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss * len(inputs)
        samples += len(inputs)
    return total / samples


# %% a stack of losses
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    losses = []
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss * inputs.size(0))
    return torch.stack(losses).sum() / len(loader.dataset)

"""The mean of the batch means, whatever the sizes of the batches."""

from autograder.text import Text

TITLE = Text(es="Promedia los promedios de los batches", en="It averages the means of the batches")
HINT = Text(
    es="El último batch es más chico y pesa lo mismo que los demás. El promedio pedido es por muestra.",
    en="The last batch is smaller and weighs as much as the others. The mean asked for is per sample.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% with train_step
def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        total += train_step(model, inputs, targets, criterion, optimizer)
    return total / len(loader)


# %% a list of losses
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    losses = []
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


# %% tensor mean
def train_one_epoch(model, loader, criterion, optimizer, device):
    losses = []
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        losses.append(train_step(model, inputs, targets, criterion, optimizer))
    return torch.tensor(losses).mean().item()


# %% inlined in fit
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
            total += loss.item()
        history.append(total / len(loader))
    return history


# %% with train_step in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        losses = []
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            losses.append(train_step(model, inputs, targets, criterion, optimizer))
        history.append(sum(losses) / len(losses))
    return history

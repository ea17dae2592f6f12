"""A penalty on the weights is added to the loss."""

from autograder.text import Text

TITLE = Text(
    es="Suma una penalización de los pesos al loss",
    en="It adds a penalty on the weights to the loss",
)
HINT = Text(
    es="El loss y el paso traen algo más que el criterio recibido. Aquí no se pide regularizar.",
    en="The loss and the step hold more than the criterion given. No regularisation is asked for here.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    penalty = sum(p.square().sum() for p in model.parameters())
    loss = criterion(model(inputs), targets) + 0.01 * penalty
    loss.backward()
    optimizer.step()
    return loss.item()


# %% absolute values
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss = loss + 1e-2 * sum(p.abs().sum() for p in model.parameters())
    loss.backward()
    optimizer.step()
    return loss.item()


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        penalty = sum(p.square().sum() for p in model.parameters())
        loss = criterion(model(inputs), targets) + 0.01 * penalty
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples

"""A tensor with a graph is turned into NumPy."""

from autograder.text import Text

TITLE = Text(
    es="Pasa a NumPy un tensor que todavía tiene grafo",
    en="It turns a tensor into NumPy that still has its graph",
)
HINT = Text(
    es="PyTorch se niega: el loss sigue conectado al grafo. Lo que se pide es un float.",
    en="PyTorch refuses: the loss is still connected to the graph. What is asked for is a float.",
)
SLIDE = "Pytorch"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return float(loss.numpy())


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
        total += loss.cpu().numpy() * len(inputs)
        samples += len(inputs)
    return total / samples


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
            total += loss.cpu().numpy() * len(inputs)
        history.append(total / len(loader.dataset))
    return history

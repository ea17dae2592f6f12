"""An optimizer over only some of the parameters."""

from autograder.text import Text

TITLE = Text(es="Actualiza sólo una parte de los parámetros", en="It updates only some of the parameters")
HINT = Text(
    es="Algunos pesos se mueven y otros, con gradiente, quedan fijos. ¿Qué parámetros tiene el optimizador que usas?",
    en="Some weights move, and others that have a gradient stay put. Which parameters does the optimizer you use hold?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% only the last layer
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer = torch.optim.SGD(list(model.parameters())[-2:], lr=optimizer.param_groups[0]["lr"])
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% only the weights
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    weights = [p for name, p in model.named_parameters() if "weight" in name]
    optimizer = torch.optim.SGD(weights, lr=optimizer.param_groups[0]["lr"])
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% only the last layer, in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    optimizer = torch.optim.SGD(list(model.parameters())[-2:], lr=optimizer.param_groups[0]["lr"])
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% only the last layer, in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    optimizer = torch.optim.SGD(list(model.parameters())[-2:], lr=optimizer.param_groups[0]["lr"])
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
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history

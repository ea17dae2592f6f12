"""Some layers are frozen before training."""

from autograder.text import Text

TITLE = Text(es="Congela capas de la red", en="It freezes layers of the network")
HINT = Text(
    es="Hay capas que nunca se mueven: se les apagó requires_grad. Aquí se entrena la red completa.",
    en="Some layers never move: their requires_grad was switched off. Here the whole network trains.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    for parameter in list(model.parameters())[:-2]:
        parameter.requires_grad = False
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    for parameter in list(model.parameters())[:-2]:
        parameter.requires_grad_(False)
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


# %% in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    for parameter in list(model.parameters())[:-2]:
        parameter.requires_grad = False
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]

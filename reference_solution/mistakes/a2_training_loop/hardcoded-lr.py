"""The learning rate of the optimizer given is overwritten."""

from autograder.text import Text

TITLE = Text(
    es="Cambia el learning rate del optimizador recibido",
    en="It overwrites the learning rate of the optimizer given",
)
HINT = Text(
    es="El paso va en la dirección correcta, pero con un largo que no es el del optimizador recibido.",
    en="The step goes the right way, but not by the length that the optimizer given asks for.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    for group in optimizer.param_groups:
        group["lr"] = 0.01
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% another value
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.param_groups[0]["lr"] = 1e-3
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    for group in optimizer.param_groups:
        group["lr"] = 0.01
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
    for group in optimizer.param_groups:
        group["lr"] = 0.01
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


# %% in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for group in optimizer.param_groups:
        group["lr"] = 0.1
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps

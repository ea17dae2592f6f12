"""Train mode is set once before the batches and lost within the loop."""

from autograder.text import Text

TITLE = Text(
    es="Desde el segundo batch la red está en modo eval",
    en="From the second batch on the network is in eval mode",
)
HINT = Text(
    es="Algo cambia el modo dentro del ciclo y nadie lo devuelve a train antes del batch siguiente.",
    en="Something changes the mode within the loop and nothing puts it back to train before the next batch.",
)
SLIDE = "Training-Validation Loop"


# %% an accuracy in between
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            hits = (model(inputs) > 0).float().mean()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% mode set at the end of the loop
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
        model.eval()
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
            total += loss.item() * len(inputs)
            model.eval()
        history.append(total / len(loader.dataset))
    return history


# %% a check between the steps
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        model.eval()
    return max_steps

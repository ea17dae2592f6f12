"""The loss is measured by another pass over the data when the epoch is over."""

from autograder.text import Text

TITLE = Text(es="Mide el loss al terminar el epoch", en="It measures the loss when the epoch is over")
HINT = Text(
    es="Se promedian los losses con que se entrenó cada batch; medirlos de nuevo, con los pesos finales, da otra cosa.",
    en="What is averaged are the losses each batch was trained with; measuring again, with the final weights, gives something else.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% train_step, then eval
def train_one_epoch(model, loader, criterion, optimizer, device):
    for inputs, targets in loader:
        train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)
    model.eval()
    total = 0.0
    with torch.no_grad():
        for inputs, targets in loader:
            loss = criterion(model(inputs.to(device)), targets.to(device))
            total += loss.item() * len(inputs)
    return total / len(loader.dataset)


# %% in train mode
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        loss = criterion(model(inputs.to(device)), targets.to(device))
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        train_one_epoch(model, loader, criterion, optimizer, device)
        model.eval()
        total = 0.0
        with torch.no_grad():
            for inputs, targets in loader:
                loss = criterion(model(inputs.to(device)), targets.to(device))
                total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% all batches joined, in eval mode
def train_one_epoch(model, loader, criterion, optimizer, device):
    seen = []
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        train_step(model, inputs, targets, criterion, optimizer)
        seen.append((inputs, targets))
    inputs, targets = (torch.cat(part) for part in zip(*seen))
    model.eval()
    with torch.no_grad():
        return criterion(model(inputs), targets).item()


# %% all batches joined, in train mode
def train_one_epoch(model, loader, criterion, optimizer, device):
    seen = []
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        train_step(model, inputs, targets, criterion, optimizer)
        seen.append((inputs, targets))
    inputs, targets = (torch.cat(part) for part in zip(*seen))
    with torch.no_grad():
        return criterion(model(inputs), targets).item()

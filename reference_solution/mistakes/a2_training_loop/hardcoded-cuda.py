"""The data is moved to cuda whatever the device."""

from autograder.text import Text

TITLE = Text(es="Usa cuda aunque no haya GPU", en="It uses cuda even where there is no GPU")
HINT = Text(
    es="No todas las máquinas tienen GPU: el lugar lo decide el device, no el código.",
    en="Not every machine has a GPU: the device decides the place, not the code.",
)
SLIDE = "Pytorch en GPU"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    inputs, targets = inputs.cuda(), targets.cuda()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% the model in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.cuda()
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.cuda(), targets.cuda()
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% by name
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    device = torch.device("cuda")
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


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to("cuda"), targets.to("cuda")
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% the model in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    model = model.cuda()
    return [train_one_epoch(model, loader, criterion, optimizer, "cuda") for _ in range(epochs)]


# %% in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    inputs, targets = inputs.cuda(), targets.cuda()
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps

"""The forward pass of training runs with gradients disabled."""

from autograder.text import Text

TITLE = Text(es="Entrena con los gradientes desactivados", en="It trains with gradients disabled")
HINT = Text(
    es="La pasada hacia adelante no guarda el grafo y backward falla. ¿Para qué etapa es no_grad?",
    en="The forward pass keeps no graph and backward fails. Which stage is no_grad for?",
)
SLIDE = "Training-Validation Loop"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    with torch.no_grad():
        outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% inference mode
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    with torch.inference_mode():
        outputs = model(inputs)
        loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% set_grad_enabled(False)
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    torch.set_grad_enabled(False)
    loss = criterion(model(inputs), targets)
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
        with torch.no_grad():
            outputs = model(inputs)
        loss = criterion(outputs, targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% decorator on the epoch
@torch.no_grad()
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
            with torch.no_grad():
                outputs = model(inputs)
            loss = criterion(outputs, targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% decorator on fit
@torch.no_grad()
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
        history.append(total / len(loader.dataset))
    return history


# %% in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        with torch.no_grad():
            outputs = model(inputs)
        loss = criterion(outputs, targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps


# %% decorator on the sanity check
@torch.no_grad()
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps

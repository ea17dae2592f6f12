"""The loss that gets the backward pass is not connected to the model."""

from autograder.text import Text

TITLE = Text(es="El loss quedó desconectado de la red", en="The loss got disconnected from the network")
HINT = Text(
    es="backward falla: lo que recibe ya no sabe de qué pesos viene. Busca dónde se corta el grafo.",
    en="backward fails: what it gets no longer knows which weights it came from. Find where the graph is cut.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% outputs detached
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs).detach()
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% item too early
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets).item()
    loss.backward()
    optimizer.step()
    return loss


# %% loss detached
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets).detach()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% item too early in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets).item()
        loss.backward()
        optimizer.step()
        total += loss * len(inputs)
        samples += len(inputs)
    return total / samples


# %% outputs detached in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        outputs = model(inputs).detach()
        loss = criterion(outputs, targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% outputs.data in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            outputs = model(inputs).data
            loss = criterion(outputs, targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% item too early in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets).item()
            loss.backward()
            optimizer.step()
            total += loss * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% item too early in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets).item()
        if loss <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps


# %% detached in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs).detach(), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps

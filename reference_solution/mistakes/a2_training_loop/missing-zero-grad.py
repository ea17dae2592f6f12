"""Nothing ever clears the gradients, so every step uses the sum of all gradients so far."""

from autograder.text import Text

TITLE = Text(
    es="Los gradientes se acumulan de un batch al siguiente",
    en="Gradients pile up from one batch to the next",
)
HINT = Text(
    es="El primer paso está bien y el segundo ya no: usa también el gradiente del batch anterior. ¿Quién lo pone en cero?",
    en="The first step is right and the second is not: it also uses the previous batch's gradient. Who sets it to zero?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"
LOOKS_LIKE = ["zero-grad-once-per-run"]


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% named but not called
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad
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
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        loss.backward()
        optimizer.step()
    return max_steps

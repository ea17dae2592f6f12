"""The optimizer steps before the backward pass."""

from autograder.text import Text

TITLE = Text(
    es="Actualiza los pesos antes de calcular los gradientes",
    en="It updates the weights before computing the gradients",
)
HINT = Text(
    es="Cuando llega la actualización todavía no hay gradientes, y los pesos no se mueven. Revisa el orden.",
    en="When the update comes there are no gradients yet, and the weights do not move. Check the order.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    optimizer.step()
    loss.backward()
    return loss.item()


# %% step first
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    optimizer.step()
    loss = criterion(model(inputs), targets)
    loss.backward()
    return loss.item()


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        optimizer.step()
        loss.backward()
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
            loss = criterion(model(inputs), targets)
            optimizer.step()
            loss.backward()
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
        optimizer.zero_grad()
        optimizer.step()
        loss.backward()
    return max_steps

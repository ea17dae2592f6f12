"""The gradients are cleared before the outermost loop and never again."""

from autograder.text import Text

TITLE = Text(
    es="Los gradientes se borran sólo una vez, antes del ciclo",
    en="Gradients are cleared only once, before the loop",
)
HINT = Text(
    es="Después de la primera actualización los gradientes se siguen sumando. ¿Cuántas veces hay que borrarlos?",
    en="After the first update the gradients keep adding up. How many times must they be cleared?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"
LOOKS_LIKE = ["missing-zero-grad"]


# %% before the epochs
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    optimizer.zero_grad()
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


# %% model.zero_grad before the epochs
def fit(model, loader, criterion, optimizer, *, epochs, device):
    model.zero_grad()
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


# %% before the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    optimizer.zero_grad()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        loss.backward()
        optimizer.step()
    return max_steps

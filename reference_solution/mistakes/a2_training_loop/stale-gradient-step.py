"""Each update uses the gradient of the batch before."""

from autograder.text import Text

TITLE = Text(
    es="Cada actualización usa el gradiente del batch anterior",
    en="Each update uses the gradient of the batch before",
)
HINT = Text(
    es="La primera actualización no mueve nada y las demás llegan un batch tarde. Revisa el orden de los pasos.",
    en="The first update moves nothing and the others come one batch late. Check the order of the steps.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    loss = criterion(model(inputs), targets)
    optimizer.step()
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


# %% step first
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.step()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    return loss.item()


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        optimizer.step()
        optimizer.zero_grad()
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
            loss = criterion(model(inputs), targets)
            optimizer.step()
            optimizer.zero_grad()
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
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
    return max_steps

"""More than the loss is returned."""

from autograder.text import Text

TITLE = Text(es="Entrega más que el loss", en="It returns more than the loss")
HINT = Text(
    es="Quien llama espera un solo número y recibe una tupla.",
    en="The caller expects a single number and gets a tuple.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% loss and outputs
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item(), outputs


# %% model and loss
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return model, loss.item()


# %% loss and accuracy of the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples, correct = 0.0, 0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        loss.backward()
        optimizer.step()
        correct += (outputs > 0).eq(targets > 0).sum().item()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples, correct / samples


# %% model and history
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]
    return model, history


# %% steps and loss
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step, loss.item()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps, criterion(model(inputs), targets).item()

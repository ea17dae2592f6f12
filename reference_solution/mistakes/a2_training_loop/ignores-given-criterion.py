"""A loss function of its own instead of the criterion given."""

from autograder.text import Text

TITLE = Text(
    es="Usa otra función de pérdida en vez del criterio recibido",
    en="It uses another loss function instead of the criterion given",
)
HINT = Text(
    es="El loss no es el del criterio que recibe la función. ¿Quién lo calcula?",
    en="The loss is not that of the criterion handed to the function. Who computes it?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% mse in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% BCEWithLogits in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    criterion = nn.BCEWithLogitsLoss()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% cross entropy in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = nn.CrossEntropyLoss()(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% mse in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% BCEWithLogits in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    criterion = nn.BCEWithLogitsLoss()
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


# %% mse in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    criterion = nn.MSELoss()
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


# %% BCEWithLogits in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    loss_fn = nn.BCEWithLogitsLoss()
    return [train_one_epoch(model, loader, loss_fn, optimizer, device) for _ in range(epochs)]


# %% mse in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = nn.functional.mse_loss(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps


# %% BCEWithLogits in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    criterion = nn.BCEWithLogitsLoss()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps

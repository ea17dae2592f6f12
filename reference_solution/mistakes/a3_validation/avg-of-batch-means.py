"""The mean of the batches' means is returned."""

from autograder.text import Text

TITLE = Text(es="Promedia los promedios de los batches", en="It averages the means of the batches")
HINT = Text(
    es="Los batches no siempre tienen el mismo tamaño: el último pesa de más.",
    en="Batches do not all have the same size: the last one weighs too much.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% evaluate
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            total += loss.item()
            n += 1
    model.train(was_training)
    return total / n


# %% np.mean
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    with torch.no_grad():
        losses = [criterion(model(x.to(device)), y.to(device)).item() for x, y in loader]
    model.train(modo)
    return sum(losses) / len(losses)


# %% len(loader)
@torch.no_grad()
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    perdida = 0.0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        perdida += criterion(model(x), y).item()
    if modo:
        model.train()
    return perdida / len(loader)


# %% both in the loop
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        model.train()
        train_total, n_train = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            train_total += loss.item()
            n_train += 1
        model.eval()
        val_total, n_val = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                val_total += criterion(model(inputs), targets).item()
                n_val += 1
        history["train_loss"].append(train_total / n_train)
        history["val_loss"].append(val_total / n_val)
    return history


# %% train in the loop
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_losses = []
    val_losses = []
    for _ in range(epochs):
        model.train()
        running = 0.0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running += loss.item()
        train_losses.append(running / len(train_loader))
        val_losses.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_losses, "val_loss": val_losses}


# %% validation in the loop
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        model.train()
        train_total, n_train = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            train_total += loss.item() * len(inputs)
            n_train += len(inputs)
        model.eval()
        val_total, n_val = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                val_total += criterion(model(inputs), targets).item()
                n_val += 1
        history["train_loss"].append(train_total / n_train)
        history["val_loss"].append(val_total / n_val)
    return history

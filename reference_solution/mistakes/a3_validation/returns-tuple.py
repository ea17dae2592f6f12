"""A tuple is returned instead of a dictionary."""

from autograder.text import Text

TITLE = Text(es="Entrega una tupla en vez de un diccionario", en="It returns a tuple instead of a dictionary")
HINT = Text(
    es='Se pide un diccionario con las claves "train_loss" y "val_loss".',
    en='A dictionary with the keys "train_loss" and "val_loss" is asked for.',
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% two lists
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
            running += loss.item() * x.size(0)
        train_losses.append(running / len(train_loader.dataset))
        val_losses.append(evaluate(model, val_loader, criterion, device))
    return train_losses, val_losses


# %% model and history
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
                val_total += criterion(model(inputs), targets).item() * len(inputs)
                n_val += len(inputs)
        history["train_loss"].append(train_total / n_train)
        history["val_loss"].append(val_total / n_val)
    return model, history

"""Validation data update the weights."""

from autograder.text import Text

TITLE = Text(es="Entrena también con validación", en="It trains on validation, too")
HINT = Text(
    es="Los datos de validación no deben cambiar la red: si la red aprende de ellos, dejan de ser datos no vistos.",
    en="Validation data must not change the network: once it learns from them, they are unseen data no more.",
)
SLIDE = "Training-Validation Loop"


# %% step in the validation loop
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
        for inputs, targets in val_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            val_total += loss.item() * len(inputs)
            n_val += len(inputs)
        history["train_loss"].append(train_total / n_train)
        history["val_loss"].append(val_total / n_val)
    return history


# %% both loaders in train mode
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        for name, loader in (("train_loss", train_loader), ("val_loss", val_loader)):
            model.train()
            total = 0.0
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                optimizer.zero_grad()
                loss = criterion(model(x), y)
                loss.backward()
                optimizer.step()
                total += loss.item() * len(x)
            history[name].append(total / len(loader.dataset))
    return history


# %% one chain of both loaders
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        total, n = 0.0, 0
        for loader in (train_loader, val_loader):
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                optimizer.zero_grad()
                loss = criterion(model(x), y)
                loss.backward()
                optimizer.step()
                total += loss.item() * len(x)
                n += len(x)
        history["train_loss"].append(total / n)
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history

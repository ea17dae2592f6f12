"""The keys of the dictionary are others."""

from autograder.text import Text

TITLE = Text(es="Usa otras claves en el diccionario", en="It uses other keys in the dictionary")
HINT = Text(
    es='Quien usa la historia busca las claves "train_loss" y "val_loss".',
    en='Whoever uses the history looks for the keys "train_loss" and "val_loss".',
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% train and val
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
    return {"train": train_losses, "val": val_losses}


# %% plural
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_losses": [], "val_losses": []}
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
        history["train_losses"].append(train_total / n_train)
        history["val_losses"].append(val_total / n_val)
    return history

"""Every epoch starts from the initial weights."""

from autograder.text import Text

TITLE = Text(es="Cada epoch empieza de los pesos iniciales", en="Every epoch starts from the initial weights")
HINT = Text(
    es="El entrenamiento sigue desde donde quedó el epoch anterior.",
    en="Training goes on from where the last epoch left off.",
)
SLIDE = "Entrenamiento de la Red"


# %% weights loaded again
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    initial = {name: value.clone() for name, value in model.state_dict().items()}
    for epoch in range(epochs):
        model.load_state_dict(initial)
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
    return history


# %% with deepcopy
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_losses = []
    val_losses = []
    from copy import deepcopy

    inicial = deepcopy(model.state_dict())
    for _ in range(epochs):
        model.load_state_dict(inicial)
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
    return {"train_loss": train_losses, "val_loss": val_losses}

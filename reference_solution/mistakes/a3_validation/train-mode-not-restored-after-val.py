"""Train mode is set once, before the first epoch."""

from autograder.text import Text

TITLE = Text(
    es="Desde el segundo epoch entrena en modo eval", en="From the second epoch on it trains in eval mode"
)
HINT = Text(
    es="Algo cambió de modo después de la primera validación, y nadie lo volvió a cambiar.",
    en="Something switched mode after the first validation, and nobody switched it back.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% inlined
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    model.train()
    for epoch in range(epochs):
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


# %% a while loop
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss, val_loss = [], []
    model.train()
    while len(val_loss) < epochs:
        losses = []
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            losses.extend([loss.item()] * len(x))
        train_loss.append(sum(losses) / len(losses))
        model.eval()
        val_loss.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_loss, "val_loss": val_loss}


# %% back to the mode in which the network came
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history, mode = {"train_loss": [], "val_loss": []}, model.training
    model.train()
    for _ in range(epochs):
        total, samples = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            samples += len(inputs)
        history["train_loss"].append(total / samples)
        model.eval()
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
        model.train(mode)
    return history

"""Only the first batch of an epoch is trained on."""

from autograder.text import Text

TITLE = Text(es="Entrena solo con el primer batch", en="It trains on the first batch only")
HINT = Text(es="Un epoch recorre todos los batches de train.", en="An epoch goes over all training batches.")
SLIDE = "Entrenamiento de la Red"


# %% break
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
            break
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


# %% next
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        x, y = next(iter(train_loader))
        optimizer.zero_grad()
        loss = criterion(model(x.to(device)), y.to(device))
        loss.backward()
        optimizer.step()
        history["train_loss"].append(loss.item())
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history

"""Validation comes before the epoch's updates."""

from autograder.text import Text

TITLE = Text(es="Valida antes de entrenar el epoch", en="It validates before the epoch is trained")
HINT = Text(
    es="El loss de validación de cada epoch se mide después de sus actualizaciones.",
    en="The validation loss of each epoch is measured after its updates.",
)
SLIDE = "Training-Validation Loop"


# %% with evaluate
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_losses = []
    val_losses = []
    for _ in range(epochs):
        val_losses.append(evaluate(model, val_loader, criterion, device))
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
    return {"train_loss": train_losses, "val_loss": val_losses}


# %% inlined
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    historia = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.eval()
        with torch.no_grad():
            total = 0.0
            for x, y in val_loader:
                x, y = x.to(device), y.to(device)
                total += criterion(model(x), y).item() * len(x)
        historia["val_loss"].append(total / len(val_loader.dataset))
        model.train()
        total = 0.0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        historia["train_loss"].append(total / len(train_loader.dataset))
    return historia

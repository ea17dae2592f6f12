"""Validation comes after every batch."""

from autograder.text import Text

TITLE = Text(es="Valida después de cada batch", en="It validates after every batch")
HINT = Text(
    es="Se valida una vez por epoch, cuando terminan sus actualizaciones.",
    en="One validates once per epoch, when its updates are over.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% inside the loop
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        total = val_total = 0.0
        for x, y in train_loader:
            model.train()
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
            val_total += evaluate(model, val_loader, criterion, device) / len(train_loader)
        history["train_loss"].append(total / len(train_loader.dataset))
        history["val_loss"].append(val_total)
    return history

"""The training loss is measured again after the epoch."""

from autograder.text import Text

TITLE = Text(
    es="Mide de nuevo el loss de train al terminar el epoch",
    en="It measures the training loss again after the epoch",
)
HINT = Text(
    es="train_loss promedia los losses con que se entrenó cada batch, no los que da la red ya actualizada.",
    en="train_loss averages the losses with which each batch was trained, not those of the network once updated.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% evaluate on train
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
        train_losses.append(evaluate(model, train_loader, criterion, device))
        val_losses.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_losses, "val_loss": val_losses}


# %% a helper for both
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
        for name, loader in zip(history, (train_loader, val_loader)):
            history[name].append(evaluate(model, loader, criterion, device))
    return history

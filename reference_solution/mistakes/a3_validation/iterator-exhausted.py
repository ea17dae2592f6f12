"""One iterator is used for all epochs."""

from autograder.text import Text

TITLE = Text(es="Agota el iterador en el primer epoch", en="It exhausts the iterator in the first epoch")
HINT = Text(
    es="Desde el segundo epoch no llegan datos: un iterador se recorre una sola vez.",
    en="From the second epoch on no data arrive: an iterator can be gone over only once.",
)
SLIDE = "Entrenamiento de la Red"


# %% of train
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_losses = []
    val_losses = []
    batches = iter(train_loader)
    for _ in range(epochs):
        model.train()
        running = 0.0
        for x, y in batches:
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


# %% of both
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    train_batches, val_batches = iter(train_loader), iter(val_loader)
    for epoch in range(epochs):
        model.train()
        train_total, n_train = 0.0, 0
        for inputs, targets in train_batches:
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
            for inputs, targets in val_batches:
                inputs, targets = inputs.to(device), targets.to(device)
                val_total += criterion(model(inputs), targets).item() * len(inputs)
                n_val += len(inputs)
        history["train_loss"].append(train_total / max(n_train, 1))
        history["val_loss"].append(val_total / max(n_val, 1))
    return history

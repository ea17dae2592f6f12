"""Only the first batch is evaluated."""

from autograder.text import Text

TITLE = Text(es="Evalúa solo el primer batch", en="It evaluates the first batch only")
HINT = Text(
    es="Validar recorre todos los batches. ¿Dónde está tu return, o quién corta el ciclo?",
    en="Validation goes over all batches. Where is your return, or who cuts the loop short?",
)
SLIDE = "Training-Validation Loop"


# %% break
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            total += loss.item() * len(inputs)
            n += len(inputs)
            break
    model.train(was_training)
    return total / n


# %% next
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    inputs, targets = next(iter(loader))
    with torch.no_grad():
        loss = criterion(model(inputs.to(device)), targets.to(device)).item()
    model.train(modo)
    return loss


# %% in the loop
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
                break
        history["train_loss"].append(train_total / n_train)
        history["val_loss"].append(val_total / n_val)
    return history

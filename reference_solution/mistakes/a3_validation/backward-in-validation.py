"""Gradients are computed from validation data."""

from autograder.text import Text

TITLE = Text(es="Llama a backward con datos de validación", en="It calls backward on validation data")
HINT = Text(
    es="Validar es solo mirar. Los gradientes de estos datos se acumulan en los parámetros.",
    en="To validate is only to look. The gradients of these data pile up in the parameters.",
)
SLIDE = "Training-Validation Loop"


# %% in evaluate
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        loss.backward()
        total += loss.item() * len(inputs)
        n += len(inputs)
    model.train(was_training)
    return total / n


# %% in the loop, gradients cleared after the update
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        model.train()
        train_total, n_train = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            train_total += loss.item() * len(inputs)
            n_train += len(inputs)
        model.eval()
        val_total, n_val = 0.0, 0
        for inputs, targets in val_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            loss.backward()
            val_total += loss.item() * len(inputs)
            n_val += len(inputs)
        history["train_loss"].append(train_total / n_train)
        history["val_loss"].append(val_total / n_val)
    return history

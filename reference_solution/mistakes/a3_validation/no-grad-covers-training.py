"""Gradients stay off after the evaluation."""

from autograder.text import Text

TITLE = Text(es="Deja los gradientes apagados", en="It leaves gradients off")
HINT = Text(
    es="Después de validar, nadie volvió a activar los gradientes y ya no se puede entrenar.",
    en="After validating nobody enabled gradients again, and training is no longer possible.",
)
SLIDE = "Training-Validation Loop"


# %% set_grad_enabled(False)
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    torch.set_grad_enabled(False)
    if True:
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            total += loss.item() * len(inputs)
            n += len(inputs)
    model.train(was_training)
    return total / n


# %% entered and never left
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    torch.no_grad().__enter__()
    perdida = 0.0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        perdida += criterion(model(x), y).item() * x.size(0)
    if modo:
        model.train()
    return perdida / len(loader.dataset)


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
        torch.set_grad_enabled(False)
        if True:
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                val_total += criterion(model(inputs), targets).item() * len(inputs)
                n_val += len(inputs)
        history["train_loss"].append(train_total / n_train)
        history["val_loss"].append(val_total / n_val)
    return history


# %% around everything
@torch.no_grad()
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history["train_loss"].append(total / len(train_loader.dataset))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history

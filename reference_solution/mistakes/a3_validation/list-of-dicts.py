"""There is a dictionary per epoch."""

from autograder.text import Text

TITLE = Text(es="Entrega un diccionario por epoch", en="It returns a dictionary per epoch")
HINT = Text(
    es="Se pide un solo diccionario, con una lista por cada curva.",
    en="A single dictionary is asked for, with one list per curve.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% appended
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = []
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
        history.append({"train_loss": train_total / n_train, "val_loss": val_total / n_val})
    return history


# %% zipped
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
        train_losses.append(running / len(train_loader.dataset))
        val_losses.append(evaluate(model, val_loader, criterion, device))
    return [{"train_loss": a, "val_loss": b} for a, b in zip(train_losses, val_losses)]

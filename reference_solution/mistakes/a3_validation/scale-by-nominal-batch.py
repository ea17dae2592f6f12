"""Every batch is taken to be full."""

from autograder.text import Text

TITLE = Text(
    es="Pondera todos los batches como si estuvieran llenos", en="It weighs all batches as if they were full"
)
HINT = Text(
    es="¿Cuántas muestras tiene de verdad el último batch?",
    en="How many samples does the last batch really have?",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% evaluate
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            total += loss.item() * loader.batch_size
            n += len(inputs)
    model.train(was_training)
    return total / n


# %% decorated
@torch.no_grad()
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    perdida = 0.0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        perdida += criterion(model(x), y).item() * loader.batch_size
    if modo:
        model.train()
    return perdida / len(loader.dataset)


# %% train in the loop
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
            running += loss.item() * train_loader.batch_size
        train_losses.append(running / len(train_loader.dataset))
        val_losses.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_losses, "val_loss": val_losses}

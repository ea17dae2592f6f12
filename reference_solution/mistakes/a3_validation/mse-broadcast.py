"""Outputs are squeezed and targets are not."""

from autograder.text import Text

TITLE = Text(es="Aplana las salidas pero no los targets", en="It squeezes the outputs but not the targets")
HINT = Text(
    es="Con formas (batch,) y (batch, 1), la resta combina cada salida con cada target. Compara las formas antes de llamar al criterio.",
    en="With shapes (batch,) and (batch, 1), subtraction pairs each output with each target. Compare the shapes before you call the criterion.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% squeeze
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs).squeeze()
            loss = criterion(outputs, targets)
            total += loss.item() * len(inputs)
            n += len(inputs)
    model.train(was_training)
    return total / n


# %% squeeze(1)
@torch.no_grad()
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    perdida = 0.0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        perdida += criterion(model(x).squeeze(1), y).item() * x.size(0)
    if modo:
        model.train()
    return perdida / len(loader.dataset)


# %% in the loop
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_losses = []
    val_losses = []
    for _ in range(epochs):
        model.train()
        running = 0.0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            out = model(x).squeeze(-1)
            loss = criterion(out, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running += loss.item() * x.size(0)
        train_losses.append(running / len(train_loader.dataset))
        val_losses.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_losses, "val_loss": val_losses}

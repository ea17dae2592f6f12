"""Every element counts as a sample."""

from autograder.text import Text

TITLE = Text(
    es="Pondera por elementos en vez de por muestras", en="It weights by elements instead of samples"
)
HINT = Text(
    es="Con más de una columna, cada muestra se cuenta varias veces en la suma. ¿Cuántas filas tiene el batch?",
    en="With more than one column each sample is counted several times in the sum. How many rows does the batch have?",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% targets.numel()
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            total += loss.item() * targets.numel()
            n += len(inputs)
    model.train(was_training)
    return total / n


# %% inputs.numel()
@torch.no_grad()
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    perdida = 0.0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        perdida += criterion(model(x), y).item() * x.numel()
    if modo:
        model.train()
    return perdida / len(loader.dataset)

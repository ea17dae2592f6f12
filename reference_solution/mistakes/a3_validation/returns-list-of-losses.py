"""A list of losses is returned."""

from autograder.text import Text

TITLE = Text(es="Entrega una lista en vez de un número", en="It returns a list instead of a number")
HINT = Text(
    es="Se pide un solo número: el promedio de todas las muestras.",
    en="A single number is asked for: the mean over all samples.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% per batch
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    losses = []
    with torch.no_grad():
        for x, y in loader:
            losses.append(criterion(model(x.to(device)), y.to(device)).item())
    model.train(modo)
    return losses


# %% loss and count
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
    model.train(was_training)
    return total, n

"""A tensor is returned."""

from autograder.text import Text

TITLE = Text(es="Entrega un tensor en vez de un float", en="It returns a tensor instead of a float")
HINT = Text(
    es="Se pide un número de Python: con tensores, la historia ocupa memoria y no se puede guardar como texto.",
    en="A Python number is asked for: with tensors the history takes up memory and cannot be saved as text.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% no item
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            total += loss * len(inputs)
            n += len(inputs)
    model.train(was_training)
    return total / n


# %% stacked
@torch.no_grad()
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    perdida = torch.zeros(())
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        perdida += criterion(model(x), y).detach().cpu() * x.size(0)
    if modo:
        model.train()
    return perdida / len(loader.dataset)

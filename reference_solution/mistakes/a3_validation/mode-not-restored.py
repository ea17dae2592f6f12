"""The model always ends in train mode."""

from autograder.text import Text

TITLE = Text(es="Siempre deja la red en modo train", en="It always leaves the network in train mode")
HINT = Text(
    es="La red puede haber llegado en modo eval. Queda en el modo en que llegó, sea cual sea.",
    en="The network may have arrived in eval mode. It ends in the mode in which it arrived, whichever that was.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% train()
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
    model.train()
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
        perdida += criterion(model(x), y).item() * x.size(0)
    model.train()
    return perdida / len(loader.dataset)

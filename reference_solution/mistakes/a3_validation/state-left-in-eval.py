"""The model stays in eval mode."""

from autograder.text import Text

TITLE = Text(es="Deja la red en modo eval", en="It leaves the network in eval mode")
HINT = Text(
    es="Quien te llamó tenía la red en otro modo. ¿Cómo queda cuando tu función termina?",
    en="Whoever called you had the network in another mode. How is it left when your function ends?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% not restored
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
    return perdida / len(loader.dataset)


# %% looked at too late
def evaluate(model, loader, criterion, device):
    model.eval()
    was_training = model.training
    total, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            total += loss.item() * len(inputs)
            n += len(inputs)
    model.train(was_training)
    return total / n


# %% only the flag of the network itself put back
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            total += loss.item() * len(inputs)
            n += len(inputs)
    model.training = was_training  # its layers, Dropout and BatchNorm among them, stay in eval mode
    return total / n

"""The parameters no longer ask for gradients."""

from autograder.text import Text

TITLE = Text(es="Deja los parámetros congelados", en="It leaves the parameters frozen")
HINT = Text(
    es="Después de evaluar, los parámetros ya no piden gradientes y la red no puede seguir aprendiendo.",
    en="After the evaluation the parameters ask for no gradients any more, and the network cannot go on learning.",
)
SLIDE = "Training-Validation Loop"


# %% requires_grad_(False)
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    model.requires_grad_(False)
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


# %% one by one
@torch.no_grad()
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    for p in model.parameters():
        p.requires_grad = False
    perdida = 0.0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        perdida += criterion(model(x), y).item() * x.size(0)
    if modo:
        model.train()
    return perdida / len(loader.dataset)

"""Gradients are cleared by the evaluation."""

from autograder.text import Text

TITLE = Text(es="Borra los gradientes al evaluar", en="It clears the gradients while evaluating")
HINT = Text(
    es="Evaluar no debe tocar los gradientes: quien entrena puede estar acumulándolos.",
    en="An evaluation must not touch the gradients: whoever trains may be accumulating them.",
)
SLIDE = "Training-Validation Loop"


# %% before
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    model.zero_grad()
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


# %% per batch
@torch.no_grad()
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    perdida = 0.0
    for x, y in loader:
        x = x.to(device)
        model.zero_grad()
        y = y.to(device)
        perdida += criterion(model(x), y).item() * x.size(0)
    if modo:
        model.train()
    return perdida / len(loader.dataset)

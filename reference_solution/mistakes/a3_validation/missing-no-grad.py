"""Gradients are on while the model is evaluated."""

from autograder.text import Text

TITLE = Text(es="Evalúa con los gradientes activados", en="It evaluates with gradients enabled")
HINT = Text(
    es="Al evaluar, PyTorch está guardando todo lo necesario para gradientes que no usarás. El modo eval no los apaga.",
    en="While evaluating, PyTorch keeps all it needs for gradients you will not use. Eval mode does not switch them off.",
)
SLIDE = "Training-Validation Loop"


# %% no no_grad
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        total += criterion(model(inputs), targets).item() * len(inputs)
        n += len(inputs)
    model.train(was_training)
    return total / n


# %% detached afterwards
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total = 0.0
    for inputs, targets in loader:
        outputs = model(inputs.to(device)).detach()
        total += criterion(outputs, targets.to(device)).item() * len(inputs)
    model.train(was_training)
    return total / len(loader.dataset)


# %% around the loss only
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        outputs = model(inputs)
        with torch.no_grad():
            total += criterion(outputs, targets).item() * len(inputs)
        n += len(inputs)
    model.train(was_training)
    return total / n


# %% a list of losses
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    losses, sizes = [], []
    for x, y in loader:
        loss = criterion(model(x.to(device)), y.to(device))
        losses.append(float(loss))
        sizes.append(len(x))
    model.train(modo)
    return float(np.average(losses, weights=sizes))

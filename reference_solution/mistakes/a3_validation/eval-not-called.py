"""A class is used where an object is needed."""

from autograder.text import Text

TITLE = Text(es="Nombra no_grad sin llamarlo", en="It names no_grad without calling it")
HINT = Text(
    es="Nombrar algo no es llamarlo: mira qué le falta a la línea que da el error.",
    en="To name a thing is not to call it: look at what the line that fails lacks.",
)
SLIDE = "Training-Validation Loop"


# %% with torch.no_grad:
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad:
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            total += loss.item() * len(inputs)
            n += len(inputs)
    model.train(was_training)
    return total / n


# %% with torch.inference_mode:
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.inference_mode:
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            total += loss.item() * len(inputs)
            n += len(inputs)
    model.train(was_training)
    return total / n

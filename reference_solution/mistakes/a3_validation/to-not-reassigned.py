"""The result of .to(device) is thrown away."""

from autograder.text import Text

TITLE = Text(
    es="Llama a .to(device) y no guarda el resultado",
    en="It calls .to(device) and does not keep the result",
)
HINT = Text(
    es="Con un tensor, .to entrega otro tensor y el original se queda donde estaba. ¿Quién se queda con el que se movió?",
    en="For a tensor, .to returns another tensor and the original stays where it was. Who keeps the one that moved?",
)
SLIDE = "Pytorch en GPU"
LOOKS_LIKE = ["batch-not-moved"]


# %% not assigned
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            total += loss.item() * len(inputs)
            n += len(inputs)
    model.train(was_training)
    return total / n

"""The collection is reset for every batch: the last one is what remains."""

from autograder.text import Text

TITLE = Text(
    es="Reinicia en cada batch: solo queda el último",
    en="It resets in every batch: only the last one remains",
)
HINT = Text(
    es="Reiniciar es para empezar un epoch, no un batch.",
    en="A reset is for the start of an epoch, not of a batch.",
)
SLIDE = "Model Evaluation"


# %% reset in the loop
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    with torch.no_grad():
        for inputs, targets in loader:
            metrics.reset()
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probabilities, targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}


# %% one update after the loop
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device).reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
    metrics.update(probabilities, targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}

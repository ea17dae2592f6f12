"""preds and target are exchanged in the call of the library."""

from autograder.text import Text

TITLE = Text(
    es="Intercambia predicciones y targets al llamar a las métricas",
    en="It exchanges predictions and targets in the call of the metrics",
)
HINT = Text(
    es="Cada librería pide sus argumentos en un orden: en torchmetrics, primero lo que dijo la red.",
    en="Each library has its own order of arguments: in torchmetrics, what the network said comes first.",
)
SLIDE = "Model Evaluation"


# %% as labels
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(targets.to(device).int(), (probabilities > 0.5).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}


# %% as they are
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(targets.to(device).int(), probabilities)
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}

"""Only one of predictions and targets loses its column."""

from autograder.text import Text

TITLE = Text(es="Quita la columna solo a uno de los dos", en="It drops the column of only one of the two")
HINT = Text(
    es="Predicciones y targets deben tener la misma forma cuando llegan a la métrica.",
    en="Predictions and targets must have the same shape when they come to the metric.",
)
SLIDE = "Model Evaluation"


# %% of the predictions
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probabilities.squeeze(1), targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}


# %% of the targets
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probabilities, targets.to(device).int().squeeze(1))
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}

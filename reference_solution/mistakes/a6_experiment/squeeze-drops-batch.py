"""squeeze() without an axis: a batch of one sample loses its axis."""

from autograder.text import Text

TITLE = Text(
    es="squeeze() falla con un batch de una sola muestra", en="squeeze() fails on a batch of a single sample"
)
HINT = Text(
    es="El último batch puede tener una muestra. Dile a squeeze qué eje quitar, o no quites ninguno.",
    en="The last batch may have one sample. Tell squeeze which axis to drop, or drop none.",
)
SLIDE = "Model Evaluation"


# %% both
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probabilities.squeeze(), targets.to(device).squeeze().int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}


# %% gathered
def track_metrics(model, loader, metrics, device):
    state = model.training
    model.eval()
    metrics = metrics.to(device)
    metrics.reset()
    all_probs, all_targets = [], []
    with torch.inference_mode():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            all_probs.append(model(x).squeeze().sigmoid())
            all_targets.append(y.squeeze().long())
    metrics.update(torch.cat(all_probs), torch.cat(all_targets))
    if state:
        model.train()
    return {k: float(v) for k, v in metrics.compute().items()}

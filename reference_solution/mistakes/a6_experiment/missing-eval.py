"""The network is evaluated in the mode in which it came."""

from autograder.text import Text

TITLE = Text(es="Evalúa sin pasar a modo eval", en="It evaluates without changing to eval mode")
HINT = Text(
    es="Con Dropout y BatchNorm activos, evaluar dos veces da resultados distintos.",
    en="With Dropout and BatchNorm active, evaluating twice gives different results.",
)
SLIDE = "Training-Validation Loop"


# %% no mode at all
def track_metrics(model, loader, metrics, device):
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probabilities, targets.to(device).int())
    return {name: value.item() for name, value in metrics.compute().items()}


# %% named, not called
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probabilities, targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}


# %% gathered
def track_metrics(model, loader, metrics, device):
    metrics = metrics.to(device)
    metrics.reset()
    all_probs, all_targets = [], []
    with torch.inference_mode():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            all_probs.append(model(x).sigmoid())
            all_targets.append(y.long())
    metrics.update(torch.cat(all_probs), torch.cat(all_targets))
    return {k: float(v) for k, v in metrics.compute().items()}

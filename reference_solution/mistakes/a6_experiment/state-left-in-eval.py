"""The network is left in eval mode."""

from autograder.text import Text

TITLE = Text(es="Deja la red en modo eval", en="It leaves the network in eval mode")
HINT = Text(
    es="¿En qué modo estaba al llegar? El entrenamiento que sigue lo va a notar.",
    en="In which mode did it come? The training that follows will notice.",
)
SLIDE = "Training-Validation Loop"


# %% left
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probabilities, targets.to(device).int())
    return {name: value.item() for name, value in metrics.compute().items()}


# %% left, gathered
def track_metrics(model, loader, metrics, device):
    state = model.training
    model.eval()
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


# %% of all but the network itself
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device).reset()
    with torch.no_grad():
        for inputs, targets in loader:
            metrics.update(model(inputs.to(device)).sigmoid(), targets.to(device).int())
    model.training = was_training
    return {name: value.item() for name, value in metrics.compute().items()}

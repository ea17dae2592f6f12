"""The collection is not reset before the loader is gone over."""

from autograder.text import Text

TITLE = Text(
    es="La colección no se reinicia: mezcla epochs", en="The collection is not reset: it mixes epochs"
)
HINT = Text(
    es="Una colección recuerda todo lo que vio. La segunda llamada no debería depender de la primera.",
    en="A collection remembers all it saw. The second call should not depend on the first.",
)
SLIDE = "Model Evaluation"


# %% never
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probabilities, targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}


# %% never, one update
def track_metrics(model, loader, metrics, device):
    state = model.training
    model.eval()
    metrics = metrics.to(device)
    all_probs, all_targets = [], []
    with torch.inference_mode():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            all_probs.append(model(x).sigmoid())
            all_targets.append(y.long())
    metrics.update(torch.cat(all_probs), torch.cat(all_targets))
    if state:
        model.train()
    return {k: float(v) for k, v in metrics.compute().items()}


# %% inside the loop
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    with torch.no_grad():
        for inputs, targets in loader:
            metrics.reset
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probabilities, targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}


# %% at the end
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probabilities, targets.to(device).int())
    model.train(was_training)
    result = {name: value.item() for name, value in metrics.compute().items()}
    metrics.reset()
    return result

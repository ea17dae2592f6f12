"""Gradients are on during the evaluation."""

from autograder.text import Text

TITLE = Text(es="Evalúa con los gradientes activos", en="It evaluates with gradients on")
HINT = Text(
    es="Los números salen iguales, pero cada batch guarda un grafo que nadie usará.",
    en="The numbers come out the same, but every batch keeps a graph that nobody will use.",
)
SLIDE = "Training-Validation Loop"


# %% none
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    for inputs, targets in loader:
        probabilities = torch.sigmoid(model(inputs.to(device)))
        metrics.update(probabilities, targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}


# %% detached afterwards
def track_metrics(model, loader, metrics, device):
    state = model.training
    model.eval()
    metrics = metrics.to(device)
    metrics.reset()
    all_probs, all_targets = [], []
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        all_probs.append(model(x).sigmoid().detach())
        all_targets.append(y.long())
    metrics.update(torch.cat(all_probs), torch.cat(all_targets))
    if state:
        model.train()
    return {k: float(v) for k, v in metrics.compute().items()}

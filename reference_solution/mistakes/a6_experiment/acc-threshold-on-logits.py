"""Logits are taken for probabilities."""

from autograder.text import Text

TITLE = Text(es="Toma los logits por probabilidades", en="It takes logits for probabilities")
HINT = Text(
    es="Un umbral de 0.5 es para probabilidades. Y torchmetrics aplica la sigmoide solo si ve un valor fuera de 0 y 1: los logits entre 0 y 1 los toma por probabilidades.",
    en="A threshold of 0.5 is for probabilities. And torchmetrics applies the sigmoid only where it sees a value outside 0 and 1: logits between 0 and 1 it takes for probabilities.",
)
SLIDE = "Model Evaluation"


# %% as they are
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = model(inputs.to(device))
            metrics.update(probabilities, targets.to(device).int())
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
            all_probs.append(model(x))
            all_targets.append(y.long())
    metrics.update(torch.cat(all_probs), torch.cat(all_targets))
    if state:
        model.train()
    return {k: float(v) for k, v in metrics.compute().items()}


# %% labels
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            labels = (model(inputs.to(device)) > 0.5).int()
            metrics.update(labels, targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}

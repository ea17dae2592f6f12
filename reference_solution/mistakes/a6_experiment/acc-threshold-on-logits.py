"""Logits go into the metrics as they are."""

from autograder.text import Text

TITLE = Text(
    es="Entrega logits a las métricas, no probabilidades",
    en="It gives logits to the metrics, not probabilities",
)
HINT = Text(
    es="torchmetrics aplica la sigmoide solo si ve un valor fuera de 0 y 1. Con logits entre 0 y 1 los toma por probabilidades.",
    en="torchmetrics applies the sigmoid only where it sees a value outside 0 and 1. Logits between 0 and 1 it takes for probabilities.",
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

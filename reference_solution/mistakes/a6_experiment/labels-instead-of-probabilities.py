"""The probabilities are made labels before the metrics see them."""

from autograder.text import Text

TITLE = Text(
    es="Convierte las probabilidades en etiquetas antes de tiempo",
    en="It turns the probabilities into labels too early",
)
HINT = Text(
    es="Cada métrica tiene su umbral, y algunas (como AUROC) necesitan la probabilidad misma.",
    en="Each metric has a threshold of its own, and some (like AUROC) need the probability itself.",
)
SLIDE = "Model Evaluation"


# %% compared with 0.5
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update((probabilities >= 0.5).int(), targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}


# %% rounded
def track_metrics(model, loader, metrics, device):
    state = model.training
    model.eval()
    metrics = metrics.to(device)
    metrics.reset()
    all_probs, all_targets = [], []
    with torch.inference_mode():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            all_probs.append(model(x).sigmoid().round())
            all_targets.append(y.long())
    metrics.update(torch.cat(all_probs), torch.cat(all_targets))
    if state:
        model.train()
    return {k: float(v) for k, v in metrics.compute().items()}

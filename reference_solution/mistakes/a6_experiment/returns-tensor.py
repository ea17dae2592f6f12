"""The values are tensors."""

from autograder.text import Text

TITLE = Text(es="Entrega tensores en vez de float", en="It returns tensors instead of floats")
HINT = Text(
    es="El valor está bien y el tipo no: se piden float de Python.",
    en="The value is right and the type is not: Python floats are asked for.",
)
SLIDE = "Model Evaluation"


# %% what compute gives
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probabilities, targets.to(device).int())
    model.train(was_training)
    return metrics.compute()


# %% a dict of it
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
    if state:
        model.train()
    return dict(metrics.compute().items())

"""Only the first batch is evaluated."""

from autograder.text import Text

TITLE = Text(es="Evalúa solo el primer batch", en="It evaluates the first batch only")
HINT = Text(
    es="Se pide el conjunto completo. ¿Qué termina tu ciclo antes de tiempo?",
    en="The whole set is asked for. What ends your loop too early?",
)
SLIDE = "Model Evaluation"


# %% a break
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probabilities, targets.to(device).int())
            break
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}


# %% next
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device).reset()
    inputs, targets = next(iter(loader))
    with torch.no_grad():
        metrics.update(torch.sigmoid(model(inputs.to(device))), targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}


# %% return in the loop
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device).reset()
    with torch.no_grad():
        for inputs, targets in loader:
            metrics.update(torch.sigmoid(model(inputs.to(device))), targets.to(device).int())
            model.train(was_training)
            return {name: value.item() for name, value in metrics.compute().items()}

"""The values are rounded."""

from autograder.text import Text

TITLE = Text(es="Redondea las métricas", en="It rounds the metrics")
HINT = Text(
    es="Redondear es para mostrar. Un número que después se compara va completo.",
    en="Rounding is for display. A number that will be compared goes unrounded.",
)
SLIDE = "Model Evaluation"


# %% two decimals
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
    return {name: round(value.item(), 2) for name, value in metrics.compute().items()}

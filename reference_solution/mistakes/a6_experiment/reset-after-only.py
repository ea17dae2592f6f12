"""The collection is reset at the end, and not before the start."""

from autograder.text import Text

TITLE = Text(
    es="Reinicia la colección al final y no antes de empezar",
    en="It resets the collection at the end and not before the start",
)
HINT = Text(
    es="La primera vez puede llegar con restos de otro epoch. Se pide reiniciar antes.",
    en="It may come with leftovers of another epoch the first time. A reset before is asked for.",
)
SLIDE = "Model Evaluation"


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

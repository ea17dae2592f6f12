"""A method is named and not called."""

from autograder.text import Text

TITLE = Text(es="Nombra eval sin llamarlo", en="It names eval without calling it")
HINT = Text(
    es="Nombrar un método no es llamarlo: ¿qué le falta a esa línea?",
    en="To name a method is not to call it: what does that line lack?",
)
SLIDE = "Training-Validation Loop"
LOOKS_LIKE = ["missing-eval"]


# %% named, not called
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probabilities, targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}

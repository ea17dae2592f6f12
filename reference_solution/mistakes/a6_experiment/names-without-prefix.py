"""The values are given by the names of the metrics' classes, or without the collection's prefix."""

from autograder.text import Text

TITLE = Text(es="No usa los nombres de la colección", en="It does not use the names of the collection")
HINT = Text(
    es="La colección ya trae sus nombres, con prefijo si lo tiene. Mira lo que entrega compute.",
    en="The collection brings its names, with a prefix where it has one. Look at what compute gives.",
)
SLIDE = "Model Evaluation"


# %% keep_base
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
    return {name: metric.compute().item() for name, metric in metrics.items(keep_base=True)}

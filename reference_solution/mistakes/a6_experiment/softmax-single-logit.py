"""Softmax over a single column gives 1 everywhere."""

from autograder.text import Text

TITLE = Text(
    es="Aplica softmax a un solo logit: siempre da 1", en="It applies softmax to a single logit: always 1"
)
HINT = Text(
    es="Con una salida, softmax divide un número por sí mismo. Para un logit se usa otra función.",
    en="With one output, softmax divides a number by itself. For a logit another function is used.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% dim 1
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.softmax(model(inputs.to(device)), dim=1)
            metrics.update(probabilities, targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}


# %% dim 0
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.softmax(model(inputs.to(device)), dim=0)
            metrics.update(probabilities, targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}

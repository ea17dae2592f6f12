"""The sigmoid is applied twice."""

from autograder.text import Text

TITLE = Text(es="Aplica la sigmoide dos veces", en="It applies the sigmoid twice")
HINT = Text(
    es="La sigmoide de una probabilidad nunca baja de 0.5. Con una vez basta.",
    en="The sigmoid of a probability is never below 0.5. Once is enough.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% twice
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(torch.sigmoid(model(inputs.to(device))))
            metrics.update(probabilities, targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}

"""The batches are not moved to the device."""

from autograder.text import Text

TITLE = Text(es="No mueve los batches a device", en="It does not move the batches to device")
HINT = Text(
    es="La red y los datos deben estar en el mismo lugar.",
    en="The network and the data must be in one place.",
)
SLIDE = "Pytorch en GPU"
LOOKS_LIKE = ["to-not-reassigned"]


# %% stay
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs))
            metrics.update(probabilities, targets.int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}

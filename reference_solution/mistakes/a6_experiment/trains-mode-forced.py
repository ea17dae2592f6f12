"""The network is put into train mode for the evaluation."""

from autograder.text import Text

TITLE = Text(
    es="Pone la red en modo train para evaluar", en="It puts the network into train mode to evaluate"
)
HINT = Text(
    es="Para evaluar, Dropout y BatchNorm tienen que estar en su otro modo.",
    en="For evaluation, Dropout and BatchNorm have to be in their other mode.",
)
SLIDE = "Training-Validation Loop"


# %% train
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.train()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probabilities, targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}

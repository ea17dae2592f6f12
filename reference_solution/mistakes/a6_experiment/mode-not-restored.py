"""The network is put into train mode in the end, whatever it was in."""

from autograder.text import Text

TITLE = Text(
    es="Deja la red en modo train aunque haya llegado en eval",
    en="It leaves the network in train mode although it came in eval mode",
)
HINT = Text(
    es="Se pide dejarla como llegó. Guarda el modo antes de cambiarlo.",
    en="It is to be left as it came. Keep the mode before you change it.",
)
SLIDE = "Training-Validation Loop"


# %% train
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probabilities, targets.to(device).int())
    model.train()
    return {name: value.item() for name, value in metrics.compute().items()}


# %% train, gathered
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
    model.train()
    return {k: float(v) for k, v in metrics.compute().items()}

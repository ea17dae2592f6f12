"""Gradients are switched off and never on again."""

from autograder.text import Text

TITLE = Text(
    es="Deja apagado el cálculo de gradientes también después",
    en="It leaves the computing of gradients off afterwards, too",
)
HINT = Text(
    es="Después de evaluar, nadie volvió a activar los gradientes y ya no se puede entrenar.",
    en="After evaluating nobody enabled gradients again, and training is no longer possible.",
)
SLIDE = "Training-Validation Loop"


# %% set_grad_enabled
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device).reset()
    torch.set_grad_enabled(False)
    for inputs, targets in loader:
        metrics.update(torch.sigmoid(model(inputs.to(device))), targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}

"""The result of .to(device) is thrown away."""

from autograder.text import Text

TITLE = Text(
    es="Llama a .to(device) y no guarda el resultado",
    en="It calls .to(device) and does not keep the result",
)
HINT = Text(
    es="Con un tensor, .to entrega otro tensor y el original se queda donde estaba. ¿Quién se queda con el que se movió?",
    en="For a tensor, .to returns another tensor and the original stays where it was. Who keeps the one that moved?",
)
SLIDE = "Pytorch en GPU"
LOOKS_LIKE = ["batch-not-moved"]


# %% not kept
def track_metrics(model, loader, metrics, device):
    state = model.training
    model.eval()
    metrics = metrics.to(device)
    metrics.reset()
    all_probs, all_targets = [], []
    with torch.inference_mode():
        for x, y in loader:
            x.to(device), y.to(device)
            all_probs.append(model(x).sigmoid())
            all_targets.append(y.long())
    metrics.update(torch.cat(all_probs), torch.cat(all_targets))
    if state:
        model.train()
    return {k: float(v) for k, v in metrics.compute().items()}

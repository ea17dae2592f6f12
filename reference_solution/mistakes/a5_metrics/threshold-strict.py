"""Greater than the threshold, where at least is asked for."""

from autograder.text import Text

TITLE = Text(es="En el umbral exacto entrega 0", en="At the threshold itself it gives 0")
HINT = Text(
    es="«Al menos» incluye la igualdad: un logit 0 es una probabilidad de exactamente 0.5.",
    en='"At least" includes equality: a logit of 0 is a probability of exactly 0.5.',
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% >
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (torch.sigmoid(logits).reshape(-1) > threshold).long()


# %% where
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    p = logits.view(-1).sigmoid()
    return torch.where(p <= threshold, 0, 1)

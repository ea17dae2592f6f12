"""The threshold plays a part with (n, C) logits."""

from autograder.text import Text

TITLE = Text(
    es="Usa el umbral también con varias clases", en="It uses the threshold with several classes, too"
)
HINT = Text(
    es="Con (n, C) decide el mayor logit y nada más, también con C = 2.",
    en="With (n, C) the greatest logit decides and nothing else, also with C = 2.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% the second of two columns
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] == 2:
        return (logits.softmax(dim=1)[:, 1] >= threshold).long()
    if logits.ndim == 2 and logits.shape[1] > 2:
        return logits.argmax(dim=1)
    return (logits.reshape(-1).sigmoid() >= threshold).long()


# %% class 0 below it
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        top, labels = logits.softmax(dim=1).max(dim=1)
        return torch.where(top >= threshold, labels, 0)
    return (logits.reshape(-1).sigmoid() >= threshold).long()

"""(n, C) logits are treated like binary ones."""

from autograder.text import Text

TITLE = Text(
    es="Trata los logits de varias clases como binarios",
    en="It treats the logits of several classes like binary ones",
)
HINT = Text(
    es="Con (n, C) debe salir una sola etiqueta por muestra: la clase de mayor logit.",
    en="With (n, C) a single label per sample must come out: the class of the greatest logit.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% one per entry
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] == 1:
        logits = logits[:, 0]
    return (logits.sigmoid() >= threshold).long()


# %% flattened
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    return (logits.reshape(-1).sigmoid() >= threshold).long()


# %% the first column
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2:
        logits = logits[:, 0]
    return (torch.sigmoid(logits) >= threshold).long()

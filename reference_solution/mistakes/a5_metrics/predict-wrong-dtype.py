"""The labels are no int64."""

from autograder.text import Text

TITLE = Text(es="Las etiquetas no son int64", en="The labels are no int64")
HINT = Text(
    es="Los números están bien y el tipo no: se pide un tensor int64.",
    en="The numbers are right and the type is not: an int64 tensor is asked for.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% booleans
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return logits.reshape(-1).sigmoid() >= threshold


# %% floats
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (logits.reshape(-1).sigmoid() >= threshold).float()


# %% int32
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1).int()
    return (logits.reshape(-1).sigmoid() >= threshold).int()


# %% floats for both
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1).float()
    return (logits.reshape(-1).sigmoid() >= threshold).float()

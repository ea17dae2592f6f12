"""The labels come as a list or a NumPy array, not as a tensor."""

from autograder.text import Text

TITLE = Text(
    es="Entrega una lista o un arreglo de NumPy y no un tensor",
    en="It returns a list or a NumPy array and no tensor",
)
HINT = Text(
    es="Se pide un tensor int64 de forma (n,).",
    en="An int64 tensor of shape (n,) is asked for.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% list
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1).tolist()
    return (logits.reshape(-1).sigmoid() >= threshold).long().tolist()


# %% NumPy
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1).cpu().numpy()
    return (logits.reshape(-1).sigmoid() >= threshold).long().cpu().numpy()

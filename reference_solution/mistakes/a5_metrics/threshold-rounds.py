"""The probability is rounded: a tie goes to 0 and the threshold is lost."""

from autograder.text import Text

TITLE = Text(
    es="Redondea la probabilidad en vez de compararla con el umbral",
    en="It rounds the probability instead of comparing it with the threshold",
)
HINT = Text(
    es="`round` corta siempre en 0.5 y lleva el empate al número par, el 0.",
    en="`round` always cuts at 0.5 and takes the tie to the even number, 0.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% round
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return logits.reshape(-1).sigmoid().round().long()


# %% the sign, strictly
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (logits.reshape(-1) > 0).long()

"""The threshold given is not used."""

from autograder.text import Text

TITLE = Text(
    es="Corta siempre en 0.5 (o en el logit 0) y no mira el umbral",
    en="It always cuts at 0.5 (or at logit 0) and does not look at the threshold",
)
HINT = Text(
    es="El umbral llega como argumento. ¿Dónde lo usas?",
    en="The threshold comes as an argument. Where do you use it?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% a fixed 0.5
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (logits.reshape(-1).sigmoid() >= 0.5).long()


# %% the sign
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (logits.flatten() >= 0).long()

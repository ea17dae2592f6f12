"""Probabilities are returned instead of labels."""

from autograder.text import Text

TITLE = Text(es="Entrega probabilidades y no etiquetas", en="It returns probabilities and no labels")
HINT = Text(
    es="Falta el último paso: comparar con el umbral, o elegir la clase mayor.",
    en="The last step is missing: comparing with the threshold, or picking the greatest class.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% sigmoid, softmax
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.softmax(dim=1)
    return logits.reshape(-1).sigmoid()


# %% the greatest value instead of its place
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.max(dim=1).values
    return (logits.reshape(-1).sigmoid() >= threshold).long()


# %% of two classes alone
def labels_from_logits(logits, threshold=0.5):
    if not logits.numel():
        raise ValueError("there is nothing to label")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return logits.sigmoid().reshape(-1)

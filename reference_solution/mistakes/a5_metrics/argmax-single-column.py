"""argmax also where there is a single column: always 0."""

from autograder.text import Text

TITLE = Text(
    es="Usa argmax con una sola columna: siempre da 0", en="It uses argmax on a single column: always 0"
)
HINT = Text(
    es="Con una sola salida por muestra no hay entre qué elegir. ¿Qué dice ese único logit?",
    en="With a single output per sample there is nothing to choose from. What does that only logit say?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% whatever has two axes
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2:
        return logits.argmax(dim=1)
    return (logits.sigmoid() >= threshold).long()


# %% softmax before
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.dim() > 1:
        return torch.softmax(logits, dim=1).argmax(dim=1)
    return torch.where(torch.sigmoid(logits) >= threshold, 1, 0)

"""Softmax over a single column gives 1 everywhere."""

from autograder.text import Text

TITLE = Text(
    es="Aplica softmax a una sola columna: siempre da 1", en="It applies softmax to a single column: always 1"
)
HINT = Text(
    es="Con una salida, softmax divide un número por sí mismo. Para un solo logit se usa otra función.",
    en="With one output, softmax divides a number by itself. For a single logit another function is used.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% over the column
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (logits.reshape(-1, 1).softmax(dim=1)[:, 0] >= threshold).long()


# %% over the samples
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (logits.reshape(-1).softmax(dim=0) >= threshold).long()

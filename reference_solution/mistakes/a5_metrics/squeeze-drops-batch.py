"""squeeze() without an axis loses the axis of the samples where there is one sample."""

from autograder.text import Text

TITLE = Text(
    es="squeeze() borra también el eje de las muestras cuando hay una sola",
    en="squeeze() also drops the axis of the samples where there is only one",
)
HINT = Text(
    es="Con una muestra debe salir la forma (1,). Dile a squeeze cuál eje.",
    en="With one sample the shape (1,) must come out. Tell squeeze which axis.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% of the logits
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (logits.squeeze().sigmoid() >= threshold).long()


# %% of the labels
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        labels = logits.argmax(dim=1)
    else:
        labels = (logits.sigmoid() >= threshold).long()
    return labels.squeeze()


# %% before everything
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    logits = logits.squeeze()
    if logits.ndim == 2:
        return logits.argmax(dim=1)
    return (torch.sigmoid(logits) >= threshold).long()

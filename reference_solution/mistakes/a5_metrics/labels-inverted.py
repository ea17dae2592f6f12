"""1 where the probability is below the threshold."""

from autograder.text import Text

TITLE = Text(es="Entrega las etiquetas al revés", en="It gives the labels the wrong way round")
HINT = Text(
    es="El 1 va donde la probabilidad es alta.",
    en="The 1 goes where the probability is high.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% <
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (logits.reshape(-1).sigmoid() < threshold).long()


# %% argmin as well
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmin(dim=1)
    return (logits.reshape(-1).sigmoid() <= threshold).long()

"""The threshold of the probability is applied to the logit."""

from autograder.text import Text

TITLE = Text(
    es="Compara el logit, y no la probabilidad, con el umbral",
    en="It compares the logit, and not the probability, with the threshold",
)
HINT = Text(
    es="Un logit de 0.3 ya es una probabilidad de 0.57. ¿Qué función convierte uno en otra?",
    en="A logit of 0.3 is already a probability of 0.57. Which function turns the one into the other?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% as it comes
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (logits.reshape(-1) >= threshold).long()


# %% where
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2:
        if logits.shape[1] > 1:
            return logits.argmax(dim=1)
        logits = logits[:, 0]
    return torch.where(logits >= threshold, 1, 0)

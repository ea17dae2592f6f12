"""The sigmoid is applied twice."""

from autograder.text import Text

TITLE = Text(es="Aplica la sigmoide dos veces", en="It applies the sigmoid twice")
HINT = Text(
    es="La sigmoide de una probabilidad nunca baja de 0.5. Con una vez basta.",
    en="The sigmoid of a probability is never below 0.5. Once is enough.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% twice
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    probabilities = torch.sigmoid(logits)
    if logits.ndim == 2 and logits.shape[1] > 1:
        return probabilities.argmax(dim=1)
    return (torch.sigmoid(probabilities).reshape(-1) >= threshold).long()

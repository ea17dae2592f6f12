"""Binary labels keep the column: (n, 1)."""

from autograder.text import Text

TITLE = Text(es="Deja las etiquetas en una columna (n, 1)", en="It leaves the labels in a column (n, 1)")
HINT = Text(
    es="Las métricas piden etiquetas (n,). Con (n, 1) la comparación siguiente puede dar una tabla.",
    en="The metrics ask for labels (n,). With (n, 1) the next comparison may give a table.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% as it comes
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (logits.sigmoid() >= threshold).long()


# %% argmax, too
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1, keepdim=True)
    return (torch.sigmoid(logits) >= threshold).to(torch.int64)

"""(batch,) and (batch, 1) are broadcast to (batch, batch)."""

from autograder.text import Text

TITLE = Text(
    es="Logits y objetivos se expanden a una matriz batch × batch",
    en="Logits and targets are broadcast to a batch × batch matrix",
)
HINT = Text(
    es="Se compara cada logit con todos los objetivos. Mira las formas dentro del criterio.",
    en="Every logit is compared with every target. Look at the shapes within the criterion.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% squared error
def training_setup(model, lr):
    def criterion(logits, targets):
        return ((torch.sigmoid(logits).squeeze(1) - targets) ** 2).mean()

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)


# %% cross-entropy by hand
def training_setup(model, lr):
    def criterion(logits, targets):
        z = logits.squeeze(1)
        return (nn.functional.softplus(z) - targets * z).mean()

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)

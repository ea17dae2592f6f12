"""The criterion gives one loss per row."""

from autograder.text import Text

TITLE = Text(es="El criterio entrega un loss por fila", en="The criterion gives one loss per row")
HINT = Text(
    es="backward() necesita un solo número: falta promediar sobre el batch.",
    en="backward() needs a single number: the mean over the batch is missing.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% none
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss(reduction="none")
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


# %% functional
def training_setup(model, lr):
    def criterion(z, t):
        return nn.functional.binary_cross_entropy_with_logits(z, t, reduction="none")

    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer

"""The criterion sums over the batch."""

from autograder.text import Text

TITLE = Text(es="El criterio suma en vez de promediar", en="The criterion sums instead of taking the mean")
HINT = Text(
    es="El loss crece con el tamaño del batch. Se pidió el promedio.",
    en="The loss grows with the size of the batch. The mean was asked for.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% reduction
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss(reduction="sum")
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


# %% functional
def training_setup(model, lr):
    def criterion(z, t):
        return nn.functional.binary_cross_entropy_with_logits(z, t, reduction="none").sum()

    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    return criterion, optimizer

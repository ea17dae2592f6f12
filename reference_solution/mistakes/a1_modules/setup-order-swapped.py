"""The optimizer comes first."""

from autograder.text import Text

TITLE = Text(
    es="El criterio y el optimizador vienen al revés",
    en="Criterion and optimizer come the wrong way round",
)
HINT = Text(
    es="Se pidió (criterion, optimizer), en ese orden.",
    en="(criterion, optimizer) was asked for, in that order.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% tuple
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return optimizer, criterion


# %% SGD
def training_setup(model, lr):
    params = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(params, lr=lr)
    return optimizer, nn.BCEWithLogitsLoss()

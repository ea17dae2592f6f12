"""The optimizer maximises the loss."""

from autograder.text import Text

TITLE = Text(es="El optimizador hace subir el loss", en="The optimizer drives the loss up")
HINT = Text(
    es="Los pesos se mueven, pero hacia donde el loss crece. Revisa con qué opciones creas el optimizador.",
    en="The weights move, but towards where the loss grows. Check the options that you make the optimizer with.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% SGD
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, maximize=True)
    return criterion, optimizer


# %% Adam
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=lr, maximize=True)
    return criterion, optimizer

"""The learning rate given is not used."""

from autograder.text import Text

TITLE = Text(es="Se ignora el learning rate recibido", en="The learning rate given is ignored")
HINT = Text(
    es="El optimizador tiene otro learning rate que el pedido. ¿Le pasas lr?",
    en="The optimizer has another learning rate than asked for. Do you pass lr on?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% Adam's own
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters())
    return criterion, optimizer


# %% fixed
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    return criterion, optimizer


# %% fixed at 0.1
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    return criterion, optimizer


# %% NAdam's own
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.NAdam(model.parameters())
    return criterion, optimizer

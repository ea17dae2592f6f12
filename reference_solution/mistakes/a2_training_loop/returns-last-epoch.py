"""Only the loss of the last epoch is returned."""

from autograder.text import Text

TITLE = Text(es="Entrega sólo el loss del último epoch", en="It returns only the loss of the last epoch")
HINT = Text(
    es="Se pide la historia completa, con un número por epoch.",
    en="The whole history is asked for, one number per epoch.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% the last value
def fit(model, loader, criterion, optimizer, *, epochs, device):
    loss = 0.0
    for _ in range(epochs):
        loss = train_one_epoch(model, loader, criterion, optimizer, device)
    return loss


# %% a list of one
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        history = [train_one_epoch(model, loader, criterion, optimizer, device)]
    return history

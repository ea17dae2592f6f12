"""The list lives in a default argument and grows from call to call."""

from autograder.text import Text

TITLE = Text(es="La historia recuerda llamadas anteriores", en="The history remembers earlier calls")
HINT = Text(
    es="La segunda llamada trae también los epochs de la primera. Un valor por defecto se crea una sola vez.",
    en="The second call also brings the epochs of the first. A default value is created only once.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% default argument
def fit(model, loader, criterion, optimizer, *, epochs, device, history=[]):
    for _ in range(epochs):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history


# %% global list
HISTORY = []


def fit(model, loader, criterion, optimizer, *, epochs, device):
    for _ in range(epochs):
        HISTORY.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return HISTORY


# %% attribute of the model
def fit(model, loader, criterion, optimizer, *, epochs, device):
    if not hasattr(model, "history"):
        model.history = []
    for _ in range(epochs):
        model.history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return model.history


# %% a helper's default list
def fit(model, loader, criterion, optimizer, *, epochs, device):
    losses = []
    for _ in range(epochs):
        losses = noted(train_one_epoch(model, loader, criterion, optimizer, device))
    return list(losses)


def noted(value, losses=[]):
    losses.append(value)
    return losses

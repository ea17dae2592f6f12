"""fit trains a single epoch."""

from autograder.text import Text

TITLE = Text(es="Entrena un solo epoch", en="It trains a single epoch")
HINT = Text(
    es="Por más epochs que se pidan, los datos se recorren una sola vez.",
    en="However many epochs are asked for, the data is gone through only once.",
)
SLIDE = "Entrenamiento de la Red"


# %% repeated value
def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [train_one_epoch(model, loader, criterion, optimizer, device)] * epochs


# %% no loop
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history


# %% computed before the loop
def fit(model, loader, criterion, optimizer, *, epochs, device):
    loss = train_one_epoch(model, loader, criterion, optimizer, device)
    history = []
    for _ in range(epochs):
        history.append(loss)
    return history

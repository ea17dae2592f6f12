"""Training stops when the loss no longer improves."""

from autograder.text import Text

TITLE = Text(es="Se detiene antes de completar los epochs", en="It stops before all epochs are done")
HINT = Text(
    es="Cuando el loss no baja, el ciclo termina y la historia queda corta. Aquí se entrenan todos los epochs.",
    en="When the loss does not fall, the loop ends and the history is short. Here all epochs are trained.",
)
SLIDE = "Entrenamiento de la Red"


# %% no improvement
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history, best = [], float("inf")
    for _ in range(epochs):
        loss = train_one_epoch(model, loader, criterion, optimizer, device)
        history.append(loss)
        if loss >= best:
            break
        best = loss
    return history


# %% a small change
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
        if len(history) > 1 and abs(history[-1] - history[-2]) < 1e-6:
            break
    return history

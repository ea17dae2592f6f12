"""The model ends with the best weights."""

from autograder.text import Text

TITLE = Text(
    es="Termina con los mejores pesos en vez de los últimos",
    en="It ends with the best weights instead of the last",
)
HINT = Text(
    es="Aquí la red queda con los pesos del último epoch; elegir los mejores viene en la tarea 4.",
    en="Here the network is left with the weights of the last epoch; choosing the best comes in assignment 4.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% a copy of the state
def fit(model, loader, criterion, optimizer, *, epochs, device):
    losses, best = [], None
    for _ in range(epochs):
        losses.append(train_one_epoch(model, loader, criterion, optimizer, device))
        if losses[-1] == min(losses):
            best = {name: value.clone() for name, value in model.state_dict().items()}
    if best is not None:
        model.load_state_dict(best)
    return losses


# %% the loss kept beside
def fit(model, loader, criterion, optimizer, *, epochs, device):
    import copy

    history, best_loss, best_state = [], float("inf"), copy.deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        loss = train_one_epoch(model, loader, criterion, optimizer, device)
        history.append(loss)
        if loss < best_loss:
            best_loss, best_state = loss, copy.deepcopy(model.state_dict())
    model.load_state_dict(best_state)
    return history

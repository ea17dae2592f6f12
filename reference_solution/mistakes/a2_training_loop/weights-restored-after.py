"""The weights are put back after the training."""

from autograder.text import Text

TITLE = Text(es="Deshace el entrenamiento al terminar", en="It undoes the training when done")
HINT = Text(
    es="Las actualizaciones se hacen, pero al volver la red tiene otra vez los pesos iniciales.",
    en="The updates are made, but on return the network has its first weights again.",
)
SLIDE = "Entrenamiento de la Red"


# %% in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    before = {key: value.clone() for key, value in model.state_dict().items()}
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            model.load_state_dict(before)
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.load_state_dict(before)
    return max_steps


# %% in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    before = {key: value.clone() for key, value in model.state_dict().items()}
    history = [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]
    model.load_state_dict(before)
    return history


# %% in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    before = {key: value.clone() for key, value in model.state_dict().items()}
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    model.load_state_dict(before)
    return total / samples

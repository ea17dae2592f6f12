"""The sanity check returns True or False."""

from autograder.text import Text

TITLE = Text(
    es="Entrega True o False en vez de las actualizaciones",
    en="It returns True or False instead of the updates",
)
HINT = Text(
    es="Se pide cuántas actualizaciones se hicieron, como int.",
    en="How many updates were made is asked for, as an int.",
)
SLIDE = "Entrenamiento de la Red"


# %% True when reached
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return True
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return False


# %% compared at the end
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    loss = criterion(model(inputs), targets)
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item() <= target_loss

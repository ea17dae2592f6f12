"""The sanity check returns the loss."""

from autograder.text import Text

TITLE = Text(
    es="Entrega el loss en vez de las actualizaciones",
    en="It returns the loss instead of the updates",
)
HINT = Text(
    es="Se pide cuántas actualizaciones se hicieron, como int.",
    en="How many updates were made is asked for, as an int.",
)
SLIDE = "Entrenamiento de la Red"


# %% the last loss
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
    return loss.item()


# %% all losses
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    losses = []
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        losses.append(loss.item())
        if losses[-1] <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses

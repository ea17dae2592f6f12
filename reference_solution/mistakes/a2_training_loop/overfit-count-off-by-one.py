"""The number returned is not the number of updates made."""

from autograder.text import Text

TITLE = Text(es="Cuenta una actualización de más o de menos", en="It counts one update too many or too few")
HINT = Text(
    es="Las actualizaciones están bien, pero el número entregado no es el de las que se hicieron.",
    en="The updates are right, but the number returned is not how many were made.",
)
SLIDE = "Entrenamiento de la Red"


# %% one too many
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step + 1
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps


# %% counted from one
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(1, max_steps + 1):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps


# %% the last index
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    step = 0
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return step


# %% counted before the check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    while steps < max_steps:
        steps += 1
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return steps


# %% one too few
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return max(step - 1, 0)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps

"""One update more or less than max_steps."""

from autograder.text import Text

TITLE = Text(
    es="Hace una actualización de más o de menos que max_steps",
    en="It makes one update more or less than max_steps",
)
HINT = Text(
    es="Cuando no se alcanza el objetivo, tienen que ser exactamente max_steps actualizaciones.",
    en="When the target is not reached there have to be exactly max_steps updates.",
)
SLIDE = "Entrenamiento de la Red"


# %% too many
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps + 1):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps + 1


# %% while up to max_steps
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    while steps <= max_steps:
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
    return steps


# %% too few
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps - 1):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps - 1


# %% too few, from one
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    for _ in range(1, max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return steps
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
    return steps


# %% one after the loop
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    train_step(model, inputs, targets, criterion, optimizer)
    return max_steps

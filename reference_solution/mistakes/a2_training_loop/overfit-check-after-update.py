"""The loss is looked at after the update."""

from autograder.text import Text

TITLE = Text(es="Mira el loss después de actualizar", en="It looks at the loss after the update")
HINT = Text(
    es="Si el objetivo ya se cumple al empezar, no hay nada que actualizar. Primero se mira y después se actualiza.",
    en="If the target is met from the start there is nothing to update. Look first, update afterwards.",
)
SLIDE = "Entrenamiento de la Red"


# %% loss of before
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    for step in range(max_steps):
        loss = train_step(model, inputs, targets, criterion, optimizer)
        if loss <= target_loss:
            return step + 1
    return max_steps


# %% loss measured anew
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    for step in range(max_steps):
        train_step(model, inputs, targets, criterion, optimizer)
        if criterion(model(inputs), targets).item() <= target_loss:
            return step + 1
    return max_steps


# %% the whole step first
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if loss.item() <= target_loss:
            return step
    return max_steps


# %% do while
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    steps, loss = 0, float("inf")
    while steps < max_steps and not loss <= target_loss:
        loss = train_step(model, inputs, targets, criterion, optimizer)
        steps += 1
    return steps


# %% measured again after each step
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    for steps in range(1, max_steps + 1):
        train_step(model, inputs, targets, criterion, optimizer)
        with torch.no_grad():
            loss = criterion(model(inputs), targets).item()
        if loss <= target_loss:
            return steps
    return max_steps


# %% one forward pass ahead, and its loss compared only after the update
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    loss, steps = criterion(model(inputs), targets), 0
    while steps < max_steps:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
    return steps

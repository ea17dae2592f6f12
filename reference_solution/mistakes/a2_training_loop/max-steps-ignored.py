"""The sanity check goes on until the target is reached, however long it takes."""

from autograder.text import Text

TITLE = Text(es="No respeta max_steps", en="It does not respect max_steps")
HINT = Text(
    es="Si el objetivo no se alcanza, el ciclo no termina nunca. max_steps le pone límite.",
    en="If the target is not reached the loop never ends. max_steps sets its limit.",
)
SLIDE = "Entrenamiento de la Red"


# %% while True
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    while True:
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return steps
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1


# %% while above the target
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    while not criterion(model(inputs), targets).item() <= target_loss:
        train_step(model, inputs, targets, criterion, optimizer)
        steps += 1
    return steps


# %% a number of its own
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(100):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return 100

"""The loss has to be below the target."""

from autograder.text import Text

TITLE = Text(es="Sigue cuando el loss es igual al objetivo", en="It goes on when the loss equals the target")
HINT = Text(
    es="Alcanzar el objetivo es ser menor o igual. Revisa la comparación.",
    en="Reaching the target means less than or equal. Check the comparison.",
)
SLIDE = "Entrenamiento de la Red"


# %% strictly less
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() < target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps


# %% while at or above
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    loss = criterion(model(inputs), targets)
    while steps < max_steps and not loss.item() < target_loss:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
        loss = criterion(model(inputs), targets)
    return steps

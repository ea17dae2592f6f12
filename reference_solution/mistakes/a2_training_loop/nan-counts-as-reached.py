"""A NaN loss ends the sanity check."""

from autograder.text import Text

TITLE = Text(
    es="Un loss NaN cuenta como objetivo alcanzado",
    en="A NaN loss counts as having reached the target",
)
HINT = Text(
    es="Toda comparación con NaN es falsa. Piensa cuál de las dos formas de preguntar usas: ¿llegó, o sigue por encima?",
    en="Every comparison with NaN is false. Think about which way you ask: has it arrived, or is it still above?",
)
SLIDE = "Entrenamiento de la Red"


# %% while above
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    loss = criterion(model(inputs), targets)
    while loss.item() > target_loss and steps < max_steps:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
        loss = criterion(model(inputs), targets)
    return steps


# %% break unless above
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    while steps < max_steps:
        loss = criterion(model(inputs), targets)
        if not loss.item() > target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
    return steps


# %% stops at NaN
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.isnan() or loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps


# %% stops at NaN by math
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    for _ in range(max_steps):
        import math

        loss = criterion(model(inputs), targets)
        if math.isnan(loss.item()):
            break
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
    return steps

"""The comparison with the target is the wrong way round."""

from autograder.text import Text

TITLE = Text(es="Compara al revés con el objetivo", en="It compares with the target the wrong way round")
HINT = Text(
    es="Se detiene cuando el loss todavía es grande. Revisa el sentido de la comparación.",
    en="It stops while the loss is still large. Check which way the comparison goes.",
)
SLIDE = "Entrenamiento de la Red"


# %% at least
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() >= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps


# %% while below
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    loss = criterion(model(inputs), targets)
    while loss.item() <= target_loss and steps < max_steps:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
        loss = criterion(model(inputs), targets)
    return steps

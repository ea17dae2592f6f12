"""The sanity check never looks at the target."""

from autograder.text import Text

TITLE = Text(es="No mira target_loss", en="It does not look at target_loss")
HINT = Text(
    es="Se hacen siempre max_steps actualizaciones, aunque el loss ya haya llegado al objetivo.",
    en="There are always max_steps updates, even when the loss has reached the target.",
)
SLIDE = "Entrenamiento de la Red"


# %% with train_step
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    for _ in range(max_steps):
        train_step(model, inputs, targets, criterion, optimizer)
    return max_steps


# %% counted
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    for _ in range(max_steps):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        steps += 1
    return steps

"""The sanity check has a special value for a target that was not reached."""

from autograder.text import Text

TITLE = Text(
    es="Entrega un valor especial cuando no llega al objetivo",
    en="It returns a special value when the target is not reached",
)
HINT = Text(
    es="Cuando no se alcanza el objetivo, el resultado es max_steps.",
    en="When the target is not reached, the result is max_steps.",
)
SLIDE = "Entrenamiento de la Red"


# %% None
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% minus one
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return -1


# %% an error
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    raise RuntimeError("the model could not overfit one batch")

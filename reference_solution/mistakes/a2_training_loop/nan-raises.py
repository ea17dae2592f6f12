"""A NaN loss raises an error."""

from autograder.text import Text

TITLE = Text(es="Lanza un error cuando el loss es NaN", en="It raises an error when the loss is NaN")
HINT = Text(
    es="Un loss NaN nunca llega al objetivo, pero tampoco interrumpe: se siguen las actualizaciones hasta max_steps.",
    en="A NaN loss never reaches the target, nor does it interrupt: the updates go on up to max_steps.",
)
SLIDE = "Entrenamiento de la Red"


# %% ValueError
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if torch.isnan(loss):
            raise ValueError("loss is NaN")
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps


# %% assert
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        assert not torch.isnan(loss)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps

"""The batch is not the same in every step."""

from autograder.text import Text

TITLE = Text(
    es="No entrena siempre con el mismo batch completo",
    en="It does not always train on the same whole batch",
)
HINT = Text(
    es="La prueba pide memorizar un batch: cada actualización usa todas sus filas, cada una con su objetivo.",
    en="The check asks to memorise one batch: each update uses all of its rows, each with its own target.",
)
SLIDE = "Entrenamiento de la Red"


# %% half of the rows
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    inputs, targets = inputs[: len(inputs) // 2], targets[: len(targets) // 2]
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps


# %% one row
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    inputs, targets = inputs[:1], targets[:1]
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps


# %% row after row
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        x, y = inputs[step % len(inputs)].unsqueeze(0), targets[step % len(inputs)].unsqueeze(0)
        loss = criterion(model(x), y)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps


# %% rows moved against their targets
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        inputs = inputs.roll(1, dims=0)
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps


# %% noise on the inputs
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs + 0.1 * torch.randn_like(inputs)), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps

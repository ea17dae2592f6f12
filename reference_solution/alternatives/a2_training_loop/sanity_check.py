"""B42: the check on one batch in other words."""


# %% while
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    while steps < max_steps:
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
    return steps


# %% for and else
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for steps in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    else:
        steps = max_steps
    return steps


# %% a check without gradients, then train_step
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        with torch.no_grad():
            loss = criterion(model(inputs), targets).item()
        if loss <= target_loss:
            return step
        train_step(model, inputs, targets, criterion, optimizer)
    return max_steps


# %% a check with gradients, then train_step
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    while steps < max_steps and not criterion(model(inputs), targets).item() <= target_loss:
        train_step(model, inputs, targets, criterion, optimizer)
        steps += 1
    return steps


# %% a helper that measures
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    steps = 0
    while not _loss(model, inputs, targets, criterion) <= target_loss and steps < max_steps:
        train_step(model, inputs, targets, criterion, optimizer)
        steps += 1
    return steps


@torch.no_grad()
def _loss(model, inputs, targets, criterion):
    model.train()
    return float(criterion(model(inputs), targets))


# %% the loss carried from step to step
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    loss = criterion(model(inputs), targets)
    steps = 0
    while steps < max_steps and not loss.item() <= target_loss:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
        loss = criterion(model(inputs), targets)
    return steps


# %% compared as tensors
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    for step in range(max_steps):
        model.train()
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        if loss <= target_loss:
            return step
        loss.backward()
        optimizer.step()
    return max_steps


# %% itertools.count
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    from itertools import count

    model.train()
    for step in count():
        loss = criterion(model(inputs), targets)
        if step == max_steps or loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% a reversed countdown
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    left = max_steps
    while left > 0:
        model.train()
        loss = criterion(model(inputs), targets)
        if float(loss) <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        left -= 1
    return max_steps - left


# %% NaN told apart
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    import math

    model.train()
    steps = 0
    for _ in range(max_steps):
        loss = criterion(model(inputs), targets)
        value = loss.item()
        if not math.isnan(value) and value <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps = steps + 1
    return steps


# %% closure
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()

    def closure():
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        return loss

    for step in range(max_steps):
        with torch.no_grad():
            if criterion(model(inputs), targets) <= target_loss:
                return step
        optimizer.step(closure)
    return max_steps


# %% losses collected
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    losses = []
    while len(losses) < max_steps:
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return len(losses)


# %% recursion
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    if max_steps == 0:
        return 0
    loss = criterion(model(inputs), targets)
    if loss.item() <= target_loss:
        return 0
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return 1 + overfit_one_batch(
        model, inputs, targets, criterion, optimizer, max_steps=max_steps - 1, target_loss=target_loss
    )


# %% a loader of one batch
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    from itertools import repeat

    model.train()
    done = 0
    for x, y in repeat((inputs, targets), max_steps):
        loss = criterion(model(x), y)
        if loss.item() <= target_loss:
            return done
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        done += 1
    return done


# %% the last loss measured as well
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    for steps in range(max_steps + 1):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss or steps >= max_steps:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"{steps} steps, loss {loss.item():.4f}")
    return steps

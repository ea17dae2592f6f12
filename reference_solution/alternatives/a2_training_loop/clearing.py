"""B17–B20: gradients cleared at another moment or by another hand."""


# %% between forward and backward
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    loss = criterion(model(inputs), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% after the update
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


# %% by the model
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    model.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% by hand, to None
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    for parameter in model.parameters():
        parameter.grad = None
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% by hand, to zero
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    for p in model.parameters():
        if p.grad is not None:
            p.grad.zero_()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return float(loss)


# %% to zero, by the optimizer
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad(set_to_none=False)
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% after the update, in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    optimizer.zero_grad()
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        total += loss.item() * inputs.size(0)
    return total / len(loader.dataset)


# %% by group, in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            for group in optimizer.param_groups:
                for parameter in group["params"]:
                    parameter.grad = None
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(targets)
        history.append(total / len(loader.dataset))
    return history


# %% right after the backward pass of the check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    while steps < max_steps:
        model.zero_grad(set_to_none=True)
        loss = criterion(model(inputs), targets)
        loss.backward()
        if loss.item() <= target_loss:
            break
        optimizer.step()
        steps += 1
    return steps

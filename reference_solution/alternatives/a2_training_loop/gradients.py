"""B21–B23: other ways to call the model, to get gradients and to step."""


# %% autograd.grad
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    loss = criterion(model(inputs), targets)
    parameters = [p for p in model.parameters() if p.requires_grad]
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
        parameter.grad = gradient
    optimizer.step()
    return loss.item()


# %% autograd.grad in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    parameters = list(model.parameters())
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        gradients = torch.autograd.grad(loss, parameters)
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = gradient
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% torch.autograd.backward
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    torch.autograd.backward(loss)
    optimizer.step()
    return loss.item()


# %% closure
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()

    def closure():
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        return loss

    return optimizer.step(closure).item()


# %% closure in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)

        def closure(inputs=inputs, targets=targets):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            return loss

        total += float(optimizer.step(closure)) * len(inputs)
    return total / len(loader.dataset)


# %% model.forward
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion.forward(model.forward(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% functional_call
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    state = dict(model.named_parameters()) | dict(model.named_buffers())
    outputs = torch.func.functional_call(model, state, (inputs,))
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% gradients enabled by name
def train_step(model, inputs, targets, criterion, optimizer):
    model.train(True)
    with torch.enable_grad():
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
    optimizer.step()
    return loss.detach().cpu().item()


# %% retain_graph, which nobody needs
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward(retain_graph=True)
    optimizer.step()
    return loss.item()


# %% clipping that clips nothing
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=1e9)
    optimizer.step()
    return loss.item()


# %% autocast and scaler, both disabled
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    scaler = torch.amp.GradScaler(enabled=False)
    optimizer.zero_grad()
    with torch.autocast("cpu", enabled=False):
        loss = criterion(model(inputs), targets)
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
    return loss.item()


# %% autograd.grad in the check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss <= target_loss:
            return step
        parameters = list(model.parameters())
        for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
            parameter.grad = gradient
        optimizer.step()
    return max_steps

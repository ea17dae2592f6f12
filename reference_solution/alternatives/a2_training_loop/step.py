"""B29, B34, B41, B42, B94: a step in other words."""


# %% mode set last thing before the forward pass, left in eval mode
def train_step(model, inputs, targets, criterion, optimizer):
    optimizer.zero_grad()
    model.train(mode=True)
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    model.eval()
    return loss.item()


# %% float of a detached tensor
def train_step(model, x, y, criterion, optimizer):
    if not model.training:
        model.train()
    optimizer.zero_grad()
    y_hat = model(x)
    loss = criterion(y_hat, y)
    loss.backward()
    optimizer.step()
    return float(loss.detach())


# %% the number taken before the update
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    value = loss.item()
    loss.backward()
    optimizer.step()
    return value


# %% tolist
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.cpu().tolist()


# %% NumPy, then float
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return float(loss.detach().cpu().numpy())


# %% the mean of a scalar
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets).mean()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% assertions, prints, types
def train_step(model, inputs, targets, criterion, optimizer):
    assert len(inputs) == len(targets), "one target per row"
    model.train()
    inputs, targets = inputs.float(), targets.to(inputs.dtype)
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    print(f"loss {loss.item():.3f}")
    loss.backward()
    optimizer.step()
    return loss.item()


# %% squeezed on both sides
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs.reshape(len(outputs), -1), targets.view_as(outputs))
    loss.backward()
    optimizer.step()
    return loss.item()


# %% an evaluation without consequences
def train_step(model, inputs, targets, criterion, optimizer):
    model.eval()
    with torch.no_grad():
        before = model(inputs)
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    assert before.shape == targets.shape
    return loss.item()


# %% moved to where the model lives
def train_step(model, inputs, targets, criterion, optimizer):
    device = next(model.parameters()).device
    inputs, targets = inputs.to(device), targets.to(device)
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% helpers
def train_step(model, inputs, targets, criterion, optimizer):
    loss = _loss(model.train(), inputs, targets, criterion)
    _update(optimizer, loss)
    return loss.item()


def _loss(model, inputs, targets, criterion):
    return criterion(model(inputs), targets)


def _update(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


# %% a class
def train_step(model, inputs, targets, criterion, optimizer):
    return Trainer(model, criterion, optimizer).step(inputs, targets)


class Trainer:
    def __init__(self, model, criterion, optimizer):
        self.model, self.criterion, self.optimizer = model, criterion, optimizer

    def step(self, inputs, targets):
        self.model.train()
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(inputs), targets)
        loss.backward()
        self.optimizer.step()
        return loss.item()


# %% mode restored
def train_step(model, inputs, targets, criterion, optimizer):
    was_training = model.training
    model.train()
    try:
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
    finally:
        model.train(was_training)
    return loss.item()


# %% nothing but finite numbers, in and out
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    if torch.isnan(inputs).any().item():
        raise ValueError("inputs with NaN")
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    if not torch.isfinite(loss):
        raise FloatingPointError("the loss is not finite")
    loss.backward()
    optimizer.step()
    return loss.item()

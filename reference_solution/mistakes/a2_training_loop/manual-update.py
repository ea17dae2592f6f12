"""The weights are updated by hand instead of by the optimizer given."""

from autograder.text import Text

TITLE = Text(
    es="Actualiza los pesos a mano, sin el optimizador",
    en="It updates the weights by hand, without the optimizer",
)
HINT = Text(
    es="Con SGD simple coincide, pero con momentum, weight decay o Adam no: la actualización le toca al optimizador recibido.",
    en="It agrees with plain SGD, but not with momentum, weight decay or Adam: updating is the given optimizer's job.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    model.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    lr = optimizer.param_groups[0]["lr"]
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= lr * parameter.grad
    return loss.item()


# %% lr of each group
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            parameter.data -= group["lr"] * parameter.grad
    return loss.item()


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    lr = optimizer.param_groups[0]["lr"]
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        model.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= lr * parameter.grad
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    lr = optimizer.param_groups[0]["lr"]
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            model.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter -= lr * parameter.grad
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        model.zero_grad()
        loss.backward()
        for parameter in model.parameters():
            parameter.data -= optimizer.param_groups[0]["lr"] * parameter.grad
    return max_steps


# %% by gradients that are stored nowhere
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    loss = criterion(model(inputs), targets)
    for group in optimizer.param_groups:
        parameters = [p for p in group["params"] if p.requires_grad]
        gradients = torch.autograd.grad(loss, parameters, retain_graph=True, allow_unused=True)
        with torch.no_grad():
            for parameter, gradient in zip(parameters, gradients):
                if gradient is not None:
                    parameter.sub_(gradient, alpha=group["lr"])
    return loss.item()

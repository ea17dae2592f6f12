"""B25–B31, B43–B47: evaluating in other words."""


# %% block
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            total += loss.item() * len(inputs)
            n += len(inputs)
    model.train(was_training)
    return total / n


# %% decorator
@torch.no_grad()
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    perdida = 0.0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        perdida += criterion(model(x), y).item() * x.size(0)
    if modo:
        model.train()
    return perdida / len(loader.dataset)


# %% inference_mode
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.inference_mode():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            total += loss.item() * len(inputs)
            n += len(inputs)
    model.train(was_training)
    return total / n


# %% inference_mode, decorated
@torch.inference_mode()
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    perdida = 0.0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        perdida += criterion(model(x), y).item() * x.size(0)
    if modo:
        model.train()
    return perdida / len(loader.dataset)


# %% set_grad_enabled as a context
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.set_grad_enabled(False):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            total += loss.item() * len(inputs)
            n += len(inputs)
    model.train(was_training)
    return total / n


# %% set_grad_enabled and back
def evaluate(model, loader, criterion, device):
    was_training, was_enabled = model.training, torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    model.train(mode=False)
    try:
        losses = [(criterion(model(x.to(device)), y.to(device)).item(), len(x)) for x, y in loader]
    finally:
        torch.set_grad_enabled(was_enabled)
        model.train(was_training)
    return sum(loss * n for loss, n in losses) / sum(n for _, n in losses)


# %% requires_grad off and on again
def evaluate(model, loader, criterion, device):
    mode = model.training
    wanted = [p.requires_grad for p in model.parameters()]
    model.eval().requires_grad_(False)
    total = 0.0
    for inputs, targets in loader:
        total += criterion(model(inputs.to(device)), targets.to(device)).item() * len(targets)
    for p, flag in zip(model.parameters(), wanted):
        p.requires_grad_(flag)
    model.train(mode)
    return total / len(loader.dataset)


# %% no_grad around the forward only
def evaluate(model, loader, criterion, device):
    training = model.training
    model.eval()
    total, n = 0.0, 0
    for inputs, targets in loader:
        with torch.no_grad():
            outputs = model(inputs.to(device))
        total += criterion(outputs, targets.to(device)).item() * inputs.shape[0]
        n += inputs.shape[0]
    if training:
        model.train()
    else:
        model.eval()
    return total / n


# %% a context manager of its own
def evaluate(model, loader, criterion, device):
    with evaluating(model), torch.no_grad():
        total = sum(criterion(model(x.to(device)), y.to(device)) * len(x) for x, y in loader)
    return float(total) / len(loader.dataset)


def evaluating(model):
    from contextlib import contextmanager

    @contextmanager
    def manager():
        before = model.training
        model.eval()
        try:
            yield model
        finally:
            model.train(before)

    return manager()


# %% all outputs first
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    outputs, targets = [], []
    with torch.no_grad():
        for x, y in loader:
            outputs.append(model(x.to(device)))
            targets.append(y.to(device))
        loss = criterion(torch.cat(outputs), torch.cat(targets))
    model.train(modo)
    return loss.item()


# %% all data in one batch
@torch.no_grad()
def evaluate(model, loader, criterion, device):
    batches = list(loader)
    inputs = torch.cat([x for x, _ in batches]).to(device)
    targets = torch.cat([y for _, y in batches]).to(device)
    mode = model.training
    model.eval()
    loss = criterion(model(inputs), targets).item()
    model.train(mode)
    return loss


# %% a copy of the model
def evaluate(model, loader, criterion, device):
    from copy import deepcopy

    copied = deepcopy(model).eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            total += criterion(copied(x.to(device)), y.to(device)).item() * len(x)
            n += len(x)
    return total / n


# %% every module's mode
def evaluate(model, loader, criterion, device):
    modes = {module: module.training for module in model.modules()}
    model.eval()
    losses, weights = [], []
    with torch.no_grad():
        for batch in loader:
            x, y = (part.to(device) for part in batch)
            losses.append(criterion(model.forward(x), y).item())
            weights.append(x.size(0))
    for module, mode in modes.items():
        module.training = mode
    return float(np.average(losses, weights=weights))


# %% enumerate and a tensor total
def evaluate(model, loader, criterion, device):
    model.to(device)
    estado = model.training
    model.eval()
    suma = torch.tensor(0.0, dtype=torch.float64)
    cuenta = 0
    for _, (x, y) in enumerate(loader):
        with torch.no_grad():
            salida = model(x.to(device, non_blocking=True))
            suma += criterion(salida, y.to(device)).detach().cpu().double() * len(y)
        cuenta += len(y)
    model.train(estado)
    return (suma / cuenta).item()


# %% the device of the model
@torch.no_grad()
def evaluate(model, loader, criterion, device):
    where = next(model.parameters()).device
    training, _ = model.training, model.eval()
    running = 0.0
    for x, y in loader:
        x, y = x.to(where), y.to(where)
        batch_loss = criterion(model(x), y).item()
        running += batch_loss * x.shape[0] / len(loader.dataset)
    model.train(training)
    return running


# %% functional_call
def evaluate(model, loader, criterion, device):
    from torch.func import functional_call

    was = model.training
    model.eval()
    state = {k: v.detach() for k, v in model.state_dict().items()}
    total, n = 0.0, 0
    for x, y in loader:
        out = functional_call(model, state, (x.to(device),))
        total += criterion(out, y.to(device)).item() * len(x)
        n += len(x)
    model.train(was)
    return total / n

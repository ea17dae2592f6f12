"""A copy of the network is trained, the one given stays as it was."""

from autograder.text import Text

TITLE = Text(es="Entrena una copia de la red", en="It trains a copy of the network")
HINT = Text(
    es="La red recibida queda igual que antes: lo que se mueve, o se usa para calcular, es una copia suya.",
    en="The network given stays as it was: what moves, or is used to compute, is a copy of it.",
)
SLIDE = "Entrenamiento de la Red"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    import copy

    model = copy.deepcopy(model)
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% with an optimizer for the copy
def train_step(model, inputs, targets, criterion, optimizer):
    from copy import deepcopy

    copied = deepcopy(model)
    optimizer = torch.optim.SGD(copied.parameters(), lr=optimizer.param_groups[0]["lr"])
    copied.train()
    loss = criterion(copied(inputs), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    import copy

    model = copy.deepcopy(model)
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    import copy

    model = copy.deepcopy(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=optimizer.param_groups[0]["lr"])
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


# %% without its optimizer in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    from copy import deepcopy

    net = deepcopy(model)
    return [train_one_epoch(net, loader, criterion, optimizer, device) for _ in range(epochs)]


# %% in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    import copy

    model = copy.deepcopy(model)
    optimizer = type(optimizer)(model.parameters(), lr=optimizer.param_groups[0]["lr"])
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps


# %% overfit_one_batch: a copy in train mode, the optimizer holds the original
import copy


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    steps, network = 0, copy.deepcopy(model).train()
    for _ in range(max_steps):
        loss = criterion(network(inputs), targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
    return steps


# %% a copy and an optimizer for it, in fit
import copy


def fit(model, loader, criterion, optimizer, *, epochs, device):
    net = copy.deepcopy(model)
    own = type(optimizer)(net.parameters(), lr=optimizer.param_groups[0]["lr"])
    own.load_state_dict(optimizer.state_dict())
    return [train_one_epoch(net, loader, criterion, own, device) for _ in range(epochs)]

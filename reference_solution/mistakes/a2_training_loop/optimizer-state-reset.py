"""The memory of the optimizer given is thrown away."""

from autograder.text import Text

TITLE = Text(es="El optimizador pierde su memoria", en="The optimizer loses its memory")
HINT = Text(
    es="Con SGD simple todo calza; con momentum o Adam no: algo vuelve a cero el estado del optimizador.",
    en="With plain SGD all is right; with momentum or Adam it is not: something resets the state of the optimizer.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.state.clear()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% at the start of each epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    optimizer.state.clear()
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


# %% an optimizer for the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    settings = {k: v for k, v in optimizer.param_groups[0].items() if k in ("lr", "eps", "momentum")}
    optimizer = type(optimizer)(model.parameters(), **settings)
    total = 0.0
    for inputs, targets in loader:
        loss = train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)
        total += loss * len(inputs)
    return total / len(loader.dataset)


# %% each epoch of fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        optimizer.state.clear()
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history


# %% an optimizer for each epoch of fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    settings = {k: v for k, v in optimizer.param_groups[0].items() if k in ("lr", "eps", "momentum")}
    for _ in range(epochs):
        optimizer = type(optimizer)(model.parameters(), **settings)
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history


# %% at the start of fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    optimizer.state.clear()
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


# %% in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        optimizer.state.clear()
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps


# %% each epoch begins with the state in which the optimizer came
import copy


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history, state = [], copy.deepcopy(optimizer.state_dict())
    for _ in range(epochs):
        optimizer.load_state_dict(copy.deepcopy(state))
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history

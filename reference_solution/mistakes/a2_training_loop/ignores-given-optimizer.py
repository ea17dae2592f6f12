"""An optimizer of its own instead of the one given."""

from autograder.text import Text

TITLE = Text(
    es="Usa un optimizador propio en vez del recibido",
    en="It uses an optimizer of its own instead of the one given",
)
HINT = Text(
    es="Los pesos se mueven, pero no como manda el optimizador que recibe la función. Usa los objetos que te pasan.",
    en="The weights move, but not as the optimizer handed to the function says. Use the objects you are given.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% SGD
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% Adam
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% SGD in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
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


# %% Adam in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    opt = torch.optim.Adam(model.parameters(), lr=0.001)
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        opt.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        opt.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% SGD in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


# %% Adam in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% Adam in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps


# %% SGD in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps

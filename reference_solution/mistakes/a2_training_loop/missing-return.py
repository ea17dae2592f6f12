"""Nothing is returned."""

from autograder.text import Text

TITLE = Text(es="No devuelve nada", en="It returns nothing")
HINT = Text(
    es="El trabajo se hace, pero la función termina sin return y entrega None.",
    en="The work is done, but the function ends without return and gives None.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()


# %% printed
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    print(f"loss: {loss.item():.4f}")


# %% in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
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


# %% printed in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
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
    print("epoch loss", total / samples)


# %% history not returned
def fit(model, loader, criterion, optimizer, *, epochs, device):
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


# %% history printed
def fit(model, loader, criterion, optimizer, *, epochs, device):
    for epoch in range(epochs):
        loss = train_one_epoch(model, loader, criterion, optimizer, device)
        print(epoch, loss)


# %% in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

"""The learning rate decays while training."""

from autograder.text import Text

TITLE = Text(es="Baja el learning rate por su cuenta", en="It lowers the learning rate on its own account")
HINT = Text(
    es="Las primeras actualizaciones calzan y las demás se quedan cada vez más cortas: alguien cambia el learning rate.",
    en="The first updates are right and the others fall shorter and shorter: something changes the learning rate.",
)
SLIDE = "Entrenamiento de la Red"


# %% a scheduler per step of the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.5)
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        scheduler.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% at the end of the epoch
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
    for group in optimizer.param_groups:
        group["lr"] *= 0.5
    return total / samples


# %% a scheduler in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.1)
    history = []
    for _ in range(epochs):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
        scheduler.step()
    return history


# %% per batch in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.9)
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
            scheduler.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% cosine in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=max(epochs, 1))
    history = []
    for _ in range(epochs):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
        scheduler.step()
    return history


# %% by hand in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    for group in optimizer.param_groups:
        group["lr"] *= 0.9
    return loss.item()


# %% in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        for group in optimizer.param_groups:
            group["lr"] *= 0.9
    return max_steps


# %% a smaller lr after each epoch, by hand
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
        for group in optimizer.param_groups:
            group["lr"] *= 0.95
    return history

"""Two updates or two backward passes per batch."""

from autograder.text import Text

TITLE = Text(es="Hace dos veces una parte del paso", en="It does a part of the step twice")
HINT = Text(
    es="Los pesos se mueven más de lo debido: por cada batch hay dos pasadas hacia atrás o dos actualizaciones. Cuéntalas.",
    en="The weights move further than they should: for each batch there are two backward passes or two updates. Count them.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% step called twice
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    optimizer.step()
    return loss.item()


# %% both halves repeated
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    for _ in range(2):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
    return loss.item()


# %% train_step, and a step of its own
def train_one_epoch(model, loader, criterion, optimizer, device):
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        optimizer.step()
        total += loss * len(inputs)
        samples += len(inputs)
    return total / samples


# %% train_step called twice
def train_one_epoch(model, loader, criterion, optimizer, device):
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        train_step(model, inputs, targets, criterion, optimizer)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        total += loss * len(inputs)
        samples += len(inputs)
    return total / samples


# %% a step per epoch besides
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
        optimizer.step()
    return history


# %% inlined in fit
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
            optimizer.step()
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
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        optimizer.step()
    return max_steps


# %% train_step twice in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        for _ in range(2):
            train_step(model, inputs, targets, criterion, optimizer)
    return max_steps


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward(retain_graph=True)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% two forwards
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    criterion(model(inputs), targets).backward()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward(retain_graph=True)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward(retain_graph=True)
            loss.backward()
            optimizer.step()
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
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        loss.backward()
        optimizer.step()
    return max_steps

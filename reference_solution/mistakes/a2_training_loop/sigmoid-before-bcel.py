"""A sigmoid between the model and the criterion."""

from autograder.text import Text

TITLE = Text(es="Aplica una sigmoide antes del criterio", en="It applies a sigmoid before the criterion")
HINT = Text(
    es="El criterio recibe algo distinto de lo que entrega la red. ¿Quién tendría que aplicar la sigmoide?",
    en="The criterion gets something else than what the network returns. Whose job would the sigmoid be?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(torch.sigmoid(outputs), targets)
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
        outputs = model(inputs)
        loss = criterion(torch.sigmoid(outputs), targets)
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
            outputs = model(inputs)
            loss = criterion(torch.sigmoid(outputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history


# %% in place of the outputs
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs).sigmoid()
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(torch.sigmoid(model(inputs)), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps


# %% where the criterion is binary cross-entropy
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)
    if isinstance(criterion, nn.BCEWithLogitsLoss):
        outputs = torch.sigmoid(outputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% where it is, inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        outputs = model(inputs)
        if isinstance(criterion, nn.BCEWithLogitsLoss):
            outputs = torch.sigmoid(outputs)
        loss = criterion(outputs, targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples

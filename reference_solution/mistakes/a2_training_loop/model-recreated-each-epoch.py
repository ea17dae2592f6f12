"""Every epoch starts from fresh or from the first weights."""

from autograder.text import Text

TITLE = Text(es="El entrenamiento vuelve a empezar en cada epoch", en="Training starts over at every epoch")
HINT = Text(
    es="El loss de cada epoch vuelve al punto de partida. ¿Con qué pesos empieza el segundo epoch?",
    en="The loss of each epoch is back where it began. Which weights does the second epoch start with?",
)
SLIDE = "Entrenamiento de la Red"


# %% back to the first weights
def fit(model, loader, criterion, optimizer, *, epochs, device):
    initial = {key: value.clone() for key, value in model.state_dict().items()}
    history = []
    for _ in range(epochs):
        model.load_state_dict(initial)
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history


# %% re-initialised in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        for module in model.modules():
            if hasattr(module, "reset_parameters"):
                module.reset_parameters()
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


# %% re-initialised in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    for module in model.modules():
        if hasattr(module, "reset_parameters"):
            module.reset_parameters()
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


# %% by apply in the epoch
def init_weights(module):
    if isinstance(module, nn.Linear):
        nn.init.xavier_uniform_(module.weight)
        nn.init.zeros_(module.bias)


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.apply(init_weights)
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

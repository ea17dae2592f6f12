"""The weights are re-initialised before training begins."""

from autograder.text import Text

TITLE = Text(
    es="Parte de pesos nuevos y no de los recibidos",
    en="It starts from new weights and not from those given",
)
HINT = Text(
    es="Los pesos que traía la red se pierden apenas se llama a la función. Se entrena a partir de ellos.",
    en="The weights that the network brought are lost as soon as the function is called. Training goes on from them.",
)
SLIDE = "Entrenamiento de la Red"


# %% in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    for module in model.modules():
        if hasattr(module, "reset_parameters"):
            module.reset_parameters()
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


# %% by apply in fit
def init_weights(module):
    if isinstance(module, nn.Linear):
        nn.init.xavier_uniform_(module.weight)
        nn.init.zeros_(module.bias)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    model.apply(init_weights)
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


# %% in the sanity check
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    for module in model.modules():
        if hasattr(module, "reset_parameters"):
            module.reset_parameters()
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps

"""The inputs are turned into float64, which the model does not take."""

from autograder.text import Text

TITLE = Text(es="Convierte los datos a float64", en="It turns the data into float64")
HINT = Text(
    es="La red guarda sus pesos en float32 y no acepta entradas de otro tipo. ¿Hace falta convertirlas?",
    en="The network keeps its weights in float32 and takes no inputs of another type. Is a conversion needed?",
)
SLIDE = "Pytorch"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs.double()), targets.double())
    loss.backward()
    optimizer.step()
    return loss.item()


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs = inputs.to(device, dtype=torch.float64)
        targets = targets.to(device, dtype=torch.float64)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
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
            inputs, targets = inputs.double().to(device), targets.double().to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history

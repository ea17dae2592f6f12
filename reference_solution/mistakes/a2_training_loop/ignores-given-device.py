"""The batches go to the CPU whatever device is given."""

from autograder.text import Text

TITLE = Text(
    es="Lleva los batches a la CPU y no al device recibido",
    en="It moves the batches to the CPU and not to the device given",
)
HINT = Text(
    es="El device recibido no se usa: los datos quedan en la CPU y la red no.",
    en="The device given is not used: the data stays on the CPU and the network does not.",
)
SLIDE = "Pytorch en GPU"


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    device = torch.device("cpu")
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


# %% spelled out
def train_one_epoch(model, loader, criterion, optimizer, device):
    total, samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to("cpu"), targets.to("cpu")
        loss = train_step(model, inputs, targets, criterion, optimizer)
        total += loss * len(inputs)
        samples += len(inputs)
    return total / samples


# %% in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    cpu = torch.device("cpu")
    return [train_one_epoch(model, loader, criterion, optimizer, cpu) for _ in range(epochs)]

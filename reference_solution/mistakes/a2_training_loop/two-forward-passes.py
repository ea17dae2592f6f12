"""The network sees each batch twice in train mode."""

from autograder.text import Text

TITLE = Text(es="Hace dos pasadas hacia adelante por batch", en="It makes two forward passes per batch")
HINT = Text(
    es="Los números calzan, pero BatchNorm ve cada batch dos veces. Guarda la salida y vuelve a usarla.",
    en="The numbers are right, but BatchNorm sees each batch twice. Keep the output and use it again.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)
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
        outputs = model(inputs)
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples

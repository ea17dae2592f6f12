"""Each batch is unpacked as targets and inputs."""

from autograder.text import Text

TITLE = Text(es="Desempaqueta el batch al revés", en="It unpacks the batch the wrong way round")
HINT = Text(
    es="La red recibe los objetivos como entrada. El loader entrega pares (inputs, targets).",
    en="The network gets the targets as its input. The loader gives pairs (inputs, targets).",
)
SLIDE = "Entrenamiento de la Red"


# %% inlined in the epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, samples = 0.0, 0
    for targets, inputs in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return total / samples


# %% passed to train_step
def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    for batch in loader:
        x, y = batch[1].to(device), batch[0].to(device)
        total += train_step(model, x, y, criterion, optimizer) * len(x)
    return total / len(loader.dataset)


# %% inlined in fit
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for targets, inputs in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history

"""The sum over the samples is not divided."""

from autograder.text import Text

TITLE = Text(es="Suma y no divide", en="It adds up and does not divide")
HINT = Text(
    es="Se pide el promedio por muestra: así, el loss crece con la cantidad de datos.",
    en="The mean per sample is asked for: as it is, the loss grows with the amount of data.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% by sample
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            total += loss.item() * len(inputs)
            n += len(inputs)
    model.train(was_training)
    return total


# %% by batch
@torch.no_grad()
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    perdida = 0.0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        perdida += criterion(model(x), y).item()
    if modo:
        model.train()
    return perdida


# %% in the loop
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        model.train()
        train_total, n_train = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            train_total += loss.item() * len(inputs)
            n_train += len(inputs)
        model.eval()
        val_total, n_val = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                val_total += criterion(model(inputs), targets).item() * len(inputs)
                n_val += len(inputs)
        history["train_loss"].append(train_total)
        history["val_loss"].append(val_total)
    return history

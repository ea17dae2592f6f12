"""The model is evaluated in train mode."""

from autograder.text import Text

TITLE = Text(es="Evalúa en modo train", en="It evaluates in train mode")
HINT = Text(
    es="Dropout y BatchNorm se comportan de otra manera en cada modo. Apagar los gradientes no cambia el modo.",
    en="Dropout and BatchNorm behave differently in each mode. Switching gradients off does not change the mode.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"
LOOKS_LIKE = ["eval-not-called"]


# %% no eval
def evaluate(model, loader, criterion, device):
    total, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            total += criterion(model(inputs), targets).item() * len(inputs)
            n += len(inputs)
    return total / n


# %% decorated
@torch.no_grad()
def evaluate(model, loader, criterion, device):
    perdidas = []
    for x, y in loader:
        perdida = criterion(model(x.to(device)), y.to(device))
        perdidas.append(perdida.item() * len(x))
    return sum(perdidas) / len(loader.dataset)


# %% inlined in the loop
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
        val_total, n_val = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                val_total += criterion(model(inputs), targets).item() * len(inputs)
                n_val += len(inputs)
        history["train_loss"].append(train_total / n_train)
        history["val_loss"].append(val_total / n_val)
    return history

"""The criterion receives the targets first."""

from autograder.text import Text

TITLE = Text(
    es="Entrega los argumentos del criterio al revés",
    en="It hands the criterion its arguments the wrong way round",
)
HINT = Text(
    es="El criterio recibe primero lo que predijo la red y después lo que se esperaba.",
    en="The criterion takes first what the network predicted, and then what was expected.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% evaluate
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(targets, outputs)
            total += loss.item() * len(inputs)
            n += len(inputs)
    model.train(was_training)
    return total / n


# %% decorated
@torch.no_grad()
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    perdida = 0.0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        perdida += criterion(y, model(x)).item() * x.size(0)
    if modo:
        model.train()
    return perdida / len(loader.dataset)


# %% both in the loop
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        model.train()
        train_total, n_train = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(targets, model(inputs))
            loss.backward()
            optimizer.step()
            train_total += loss.item() * len(inputs)
            n_train += len(inputs)
        model.eval()
        val_total, n_val = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                val_total += criterion(targets, model(inputs)).item() * len(inputs)
                n_val += len(inputs)
        history["train_loss"].append(train_total / n_train)
        history["val_loss"].append(val_total / n_val)
    return history

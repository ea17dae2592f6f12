"""The loss comes from another criterion."""

from autograder.text import Text

TITLE = Text(es="Usa otro criterio que el recibido", en="It uses another criterion than the one given")
HINT = Text(
    es="La función de pérdida es un argumento: úsala en vez de elegir una.",
    en="The loss function is an argument: use it rather than choose one.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% mse
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = nn.functional.mse_loss(outputs, targets)
            total += loss.item() * len(inputs)
            n += len(inputs)
    model.train(was_training)
    return total / n


# %% MSELoss
@torch.no_grad()
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    perdida = 0.0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        perdida += nn.MSELoss()(model(x), y).item() * x.size(0)
    if modo:
        model.train()
    return perdida / len(loader.dataset)


# %% in validation of the loop
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
                val_total += nn.MSELoss()(model(inputs), targets).item() * len(inputs)
                n_val += len(inputs)
        history["train_loss"].append(train_total / n_train)
        history["val_loss"].append(val_total / n_val)
    return history

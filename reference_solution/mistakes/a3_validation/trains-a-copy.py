"""A copy is trained."""

from autograder.text import Text

TITLE = Text(es="Entrena una copia de la red", en="It trains a copy of the network")
HINT = Text(
    es="La red que recibiste termina igual que empezó.", en="The network you were given ends as it began."
)
SLIDE = "Entrenamiento de la Red"


# %% deepcopy
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    from copy import deepcopy

    model, optimizer = deepcopy((model, optimizer))
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
        history["train_loss"].append(train_total / n_train)
        history["val_loss"].append(val_total / n_val)
    return history

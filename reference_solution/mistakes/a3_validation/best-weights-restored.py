"""The model ends with the best weights."""

from autograder.text import Text

TITLE = Text(
    es="Termina con los mejores pesos en vez de los últimos",
    en="It ends with the best weights instead of the last",
)
HINT = Text(
    es="Aquí la red queda con los pesos del último epoch; elegir los mejores viene en la tarea siguiente.",
    en="Here the network is left with the weights of the last epoch; choosing the best comes in the next assignment.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% deepcopy
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_losses = []
    val_losses = []
    for _ in range(epochs):
        model.train()
        running = 0.0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running += loss.item() * x.size(0)
        train_losses.append(running / len(train_loader.dataset))
        val_losses.append(evaluate(model, val_loader, criterion, device))
        if val_losses[-1] == min(val_losses):
            best = {name: value.clone() for name, value in model.state_dict().items()}
    model.load_state_dict(best)
    return {"train_loss": train_losses, "val_loss": val_losses}


# %% from a list
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    states = []
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
        states.append({k: v.clone() for k, v in model.state_dict().items()})
    model.load_state_dict(states[int(np.argmin(history["val_loss"]))])
    return history

"""Validation runs over the training data."""

from autograder.text import Text

TITLE = Text(es="Valida con los datos de entrenamiento", en="It validates on the training data")
HINT = Text(
    es="¿Con qué datos estás validando? La red ya vio esos, así que el resultado no dice nada de la generalización.",
    en="Which data are you validating on? The network has seen these, so the result says nothing about generalisation.",
)
SLIDE = "Model Validation: Holdout"


# %% the same indices
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    train_set = TensorDataset(X[train], y[train])
    val_set = TensorDataset(X[train], y[train])
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(val_set, batch_size=batch_size)
    return train_loader, val_loader


# %% the same set
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    train_set = TensorDataset(X[train], y[train])
    val_set = TensorDataset(X[val], y[val])
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(train_set, batch_size=batch_size)
    return train_loader, val_loader


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
            for inputs, targets in train_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                val_total += criterion(model(inputs), targets).item() * len(inputs)
                n_val += len(inputs)
        history["train_loss"].append(train_total / n_train)
        history["val_loss"].append(val_total / n_val)
    return history


# %% by evaluate
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
        val_losses.append(evaluate(model, train_loader, criterion, device))
    return {"train_loss": train_losses, "val_loss": val_losses}

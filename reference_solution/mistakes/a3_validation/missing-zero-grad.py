"""Gradients are never cleared."""

from autograder.text import Text

TITLE = Text(es="Nunca borra los gradientes", en="It never clears the gradients")
HINT = Text(
    es="El segundo batch ya no usa solo su propio gradiente: PyTorch suma los nuevos a los que había.",
    en="The second batch no longer uses its own gradient alone: PyTorch adds the new ones to those that were there.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% inlined
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        model.train()
        train_total, n_train = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
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


# %% with evaluate
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
            loss.backward()
            optimizer.step()
            running += loss.item() * x.size(0)
        train_losses.append(running / len(train_loader.dataset))
        val_losses.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_losses, "val_loss": val_losses}


# %% in cross-validation
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    results = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        mean, std = X[train].mean(axis=0), X[train].std(axis=0)
        std[std == 0] = 1.0
        X_fold = (X - mean) / std
        train_loader, val_loader = make_loaders(X_fold, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        for _ in range(epochs):
            model.train()
            for inputs, targets in train_loader:
                criterion(model(inputs), targets).backward()
                optimizer.step()
            val_loss = evaluate(model, val_loader, criterion, torch.device("cpu"))
        results.append(val_loss)
    return results

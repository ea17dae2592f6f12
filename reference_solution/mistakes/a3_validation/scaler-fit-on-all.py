"""Mean and deviation come from all the data."""

from autograder.text import Text

TITLE = Text(
    es="Calcula la media y la desviación con todos los datos",
    en="It computes mean and deviation from all the data",
)
HINT = Text(
    es="Los datos de validación influyeron en cómo preparas los de entrenamiento: así se filtra información.",
    en="Validation data influenced how you prepare the training data: that is how information leaks.",
)
SLIDE = "Model Validation"


# %% concatenated
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    everything = np.concatenate([X_train, *others])
    mean = everything.mean(axis=0)
    std = everything.std(axis=0)
    std[std == 0] = 1.0
    return tuple(((X - mean) / std).astype(np.float32) for X in (X_train, *others))


# %% torch.cat
def standardize(X_train, *others):
    train = torch.as_tensor(X_train, dtype=torch.float32)
    todo = torch.cat([train] + [torch.as_tensor(o, dtype=torch.float32) for o in others])
    mu = todo.mean(dim=0)
    sigma = todo.std(dim=0, unbiased=False)
    sigma = torch.where(sigma == 0, torch.ones_like(sigma), sigma)
    result = [(train - mu) / sigma]
    for other in others:
        result.append((torch.as_tensor(other, dtype=torch.float32) - mu) / sigma)
    return tuple(result)


# %% StandardScaler
def standardize(X_train, *others):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(np.vstack([X_train, *others]))
    return tuple(scaler.transform(X).astype("float32") for X in (X_train, *others))


# %% before the folds
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    (X,) = standardize(X)
    for train, val in kfold_indices(len(X), k, seed=seed):
        X_train, X_val = X[train], X[val]
        scaled = np.zeros(X.shape, dtype=np.float32)
        scaled[train] = X_train
        scaled[val] = X_val
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        history = train_and_validate(
            model,
            train_loader,
            val_loader,
            criterion,
            optimizer,
            epochs=epochs,
            device=torch.device("cpu"),
        )
        losses.append(history["val_loss"][-1])
    return losses


# %% before the folds, by hand
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    results = []
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    for train, val in kfold_indices(len(X), k, seed=seed):
        train_loader, val_loader = make_loaders(X, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        for _ in range(epochs):
            model.train()
            for inputs, targets in train_loader:
                optimizer.zero_grad()
                criterion(model(inputs), targets).backward()
                optimizer.step()
            val_loss = evaluate(model, val_loader, criterion, torch.device("cpu"))
        results.append(val_loss)
    return results


# %% all of it in each fold
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    results = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        mean, std = X.mean(axis=0), X.std(axis=0)
        std[std == 0] = 1.0
        X_fold = (X - mean) / std
        train_loader, val_loader = make_loaders(X_fold, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        for _ in range(epochs):
            model.train()
            for inputs, targets in train_loader:
                optimizer.zero_grad()
                criterion(model(inputs), targets).backward()
                optimizer.step()
            val_loss = evaluate(model, val_loader, criterion, torch.device("cpu"))
        results.append(val_loss)
    return results

"""B56, B57: folds, models and scales in other words."""


# %% filled array
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        X_train, X_val = standardize(X[train], X[val])
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


# %% inlined
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
                optimizer.zero_grad()
                criterion(model(inputs), targets).backward()
                optimizer.step()
            val_loss = evaluate(model, val_loader, criterion, torch.device("cpu"))
        results.append(val_loss)
    return results


# %% numpy and concatenation
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def fold_loss(train, val):
        X_train, X_val = (np.asarray(part) for part in standardize(X[train], X[val]))
        data = np.concatenate([X_train, X_val])
        targets = np.concatenate([np.asarray(y)[train], np.asarray(y)[val]])
        n = len(X_train)
        loaders = make_loaders(
            data, targets, np.arange(n), np.arange(n, len(data)), batch_size=batch_size, seed=seed
        )
        model = make_model()
        optimizer = make_optimizer(model)
        device = torch.device("cpu")
        return train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=device)[
            "val_loss"
        ].pop()

    return [fold_loss(train, val) for train, val in kfold_indices(len(X), k, seed=seed)]


# %% validated once, at the end of each fold
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, scaled = standardize(X[train], X)
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        for _ in range(epochs):
            model.train()
            for inputs, targets in train_loader:
                optimizer.zero_grad()
                loss = criterion(model(inputs), targets)
                loss.backward()
                optimizer.step()
        losses.append(evaluate(model, val_loader, criterion, torch.device("cpu")))
    return losses


# %% nothing of the other exercises
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    from sklearn.model_selection import KFold
    from sklearn.preprocessing import StandardScaler

    y = np.asarray(y).reshape(-1, 1)
    result = []
    for train, val in KFold(n_splits=k, shuffle=True, random_state=seed).split(X):
        scaler = StandardScaler().fit(X[train])
        sets = [
            TensorDataset(
                torch.tensor(scaler.transform(X[part]), dtype=torch.float32),
                torch.tensor(y[part], dtype=torch.float32),
            )
            for part in (train, val)
        ]
        generator = torch.Generator().manual_seed(seed)
        train_loader = DataLoader(sets[0], batch_size=batch_size, shuffle=True, generator=generator)
        val_loader = DataLoader(sets[1], batch_size=batch_size)
        model = make_model()
        optimizer = make_optimizer(model)
        for _ in range(epochs):
            model.train()
            for inputs, targets in train_loader:
                loss = criterion(model(inputs), targets)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            model.eval()
            with torch.no_grad():
                total = sum(criterion(model(a), b).item() * len(a) for a, b in val_loader)
        result.append(total / len(sets[1]))
    return result


# %% the initial weights loaded again
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    from copy import deepcopy

    model = make_model()
    initial = deepcopy(model.state_dict())
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        model.load_state_dict(initial)
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        history = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        losses.append(history["val_loss"][-1])
    return losses


# %% a copy of one model
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    from copy import deepcopy

    plantilla = make_model()
    perdidas = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, escalado = standardize(X[train], X)
        loaders = make_loaders(escalado, y, train, val, batch_size=batch_size, seed=seed)
        modelo = deepcopy(plantilla)
        historia = train_and_validate(
            modelo, *loaders, criterion, make_optimizer(modelo), epochs=epochs, device=torch.device("cpu")
        )
        perdidas.append(historia["val_loss"][epochs - 1])
    return perdidas


# %% models first, folds later
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    folds = list(kfold_indices(len(X), k, seed=seed))
    models = [make_model() for _ in folds]
    optimizers = [make_optimizer(model) for model in models]
    device = torch.device("cpu")
    for model, optimizer, (train, val) in zip(models, optimizers, folds):
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=device)
    losses = []
    for model, (train, val) in zip(models, folds):
        _, scaled = standardize(X[train], X)
        _, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        losses.append(evaluate(model, val_loader, criterion, device))
    return losses


# %% other folds than its own
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    order = torch.randperm(len(X), generator=torch.Generator().manual_seed(seed)).numpy()
    losses = []
    for val in np.array_split(order, k):
        train = np.setdiff1d(order, val)
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        history = train_and_validate(
            model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        losses += history["val_loss"][-1:]
    return losses


# %% flattened outputs and targets, tensors only
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    X, y = torch.as_tensor(X, dtype=torch.float64), torch.as_tensor(y, dtype=torch.float32)
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        mean, std = X[train].mean(0), X[train].std(0, correction=0)
        scaled = ((X - mean) / std.where(std > 0, torch.ones_like(std))).float()
        model = make_model()
        optimizer = make_optimizer(model)
        generator = torch.Generator().manual_seed(seed)
        for _ in range(epochs):
            model.train()
            order = torch.as_tensor(train)[torch.randperm(len(train), generator=generator)]
            for part in order.split(batch_size):
                optimizer.zero_grad()
                loss = criterion(model(scaled[part]).flatten(), y[part])
                loss.backward()
                optimizer.step()
            model.eval()
            with torch.inference_mode():
                loss = criterion(model(scaled[val]).flatten(), y[val])
        losses.append(loss.item())
    return losses

"""One optimizer goes through all folds."""

from autograder.text import Text

TITLE = Text(es="Usa el mismo optimizador en todos los folds", en="It uses the same optimizer in all folds")
HINT = Text(
    es="¿A quién pertenece el optimizador en cada fold? Desde el segundo, la red nueva no se mueve.",
    en="Whose optimizer is it in each fold? From the second on the new network does not move.",
)
SLIDE = "Model Validation: K-Fold"


# %% made before the loop
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    optimizer = None
    for train, val in kfold_indices(len(X), k, seed=seed):
        X_train, X_val = standardize(X[train], X[val])
        scaled = np.zeros(X.shape, dtype=np.float32)
        scaled[train] = X_train
        scaled[val] = X_val
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = optimizer or make_optimizer(model)
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


# %% of another model
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    results, optimizers = [], []
    for train, val in kfold_indices(len(X), k, seed=seed):
        mean, std = X[train].mean(axis=0), X[train].std(axis=0)
        std[std == 0] = 1.0
        X_fold = (X - mean) / std
        train_loader, val_loader = make_loaders(X_fold, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = optimizers[0] if optimizers else make_optimizer(model)
        optimizers.append(optimizer)
        for _ in range(epochs):
            model.train()
            for inputs, targets in train_loader:
                optimizer.zero_grad()
                criterion(model(inputs), targets).backward()
                optimizer.step()
            val_loss = evaluate(model, val_loader, criterion, torch.device("cpu"))
        results.append(val_loss)
    return results

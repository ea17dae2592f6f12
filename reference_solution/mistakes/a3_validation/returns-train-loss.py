"""The training loss is returned."""

from autograder.text import Text

TITLE = Text(es="Entrega el loss de train", en="It returns the training loss")
HINT = Text(
    es="La validación cruzada mide con los datos que la red no vio en ese fold.",
    en="Cross-validation measures on the data that the network did not see in that fold.",
)
SLIDE = "Model Validation: K-Fold"


# %% train_loss
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
        losses.append(history["train_loss"][-1])
    return losses


# %% evaluated on train
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
            val_loss = evaluate(model, train_loader, criterion, torch.device("cpu"))
        results.append(val_loss)
    return results

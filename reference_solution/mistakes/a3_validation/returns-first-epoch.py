"""The first epoch's loss is returned."""

from autograder.text import Text

TITLE = Text(es="Entrega el loss del primer epoch", en="It returns the loss of the first epoch")
HINT = Text(
    es="De cada fold se pide el último loss de validación.",
    en="Of each fold the last validation loss is asked for.",
)
SLIDE = "Model Validation: K-Fold"


# %% [0]
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
        losses.append(history["val_loss"][0])
    return losses


# %% evaluated too early
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
            if _ == 0:
                val_loss = evaluate(model, val_loader, criterion, torch.device("cpu"))
        results.append(val_loss)
    return results

"""Nothing is standardised."""

from autograder.text import Text

TITLE = Text(es="No estandariza", en="It does not standardise")
HINT = Text(
    es="Los datos salen en la misma escala en que entraron.",
    en="The data come out on the scale on which they went in.",
)
SLIDE = "Model Validation"


# %% converted only
def standardize(X_train, *others):
    return tuple(np.asarray(X, dtype=np.float32) for X in (X_train, *others))


# %% computed, not used
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    std[std == 0] = 1.0
    return tuple(X.astype(np.float32) for X in (X_train, *others))


# %% left out of cross-validation
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        train_loader, val_loader = make_loaders(X, y, train, val, batch_size=batch_size, seed=seed)
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


# %% the result is not used in cross-validation
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        X_train, X_val = standardize(X[train], X[val])
        scaled = np.zeros(X.shape, dtype=np.float32)
        scaled[train] = X_train
        scaled[val] = X_val
        train_loader, val_loader = make_loaders(X, y, train, val, batch_size=batch_size, seed=seed)
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

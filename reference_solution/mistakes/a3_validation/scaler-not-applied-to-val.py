"""Only X_train is transformed."""

from autograder.text import Text

TITLE = Text(es="Solo transforma X_train", en="It transforms X_train only")
HINT = Text(
    es="La red vería validación en otra escala que train. Los demás arreglos también se transforman, con los números de X_train.",
    en="The network would see validation on another scale than train. The other arrays are transformed too, by the numbers of X_train.",
)
SLIDE = "Model Validation"


# %% others as they are
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    std[std == 0] = 1.0
    return (((X_train - mean) / std).astype(np.float32), *(X.astype(np.float32) for X in others))


# %% torch
def standardize(X_train, *others):
    train = torch.as_tensor(X_train, dtype=torch.float32)
    mu = train.mean(dim=0)
    sigma = train.std(dim=0, unbiased=False)
    sigma = torch.where(sigma == 0, torch.ones_like(sigma), sigma)
    result = [(train - mu) / sigma]
    for other in others:
        result.append(torch.as_tensor(other, dtype=torch.float32))
    return tuple(result)


# %% in cross-validation
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        X_train, X_val = standardize(X[train], X[val])
        scaled = np.zeros(X.shape, dtype=np.float32)
        scaled[train] = X_train
        scaled[val] = X[val]
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

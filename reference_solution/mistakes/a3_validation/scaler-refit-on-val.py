"""Each array is standardised by its own statistics."""

from autograder.text import Text

TITLE = Text(
    es="Estandariza cada arreglo con sus propias estadísticas",
    en="It standardises each array by its own statistics",
)
HINT = Text(
    es="Todos los arreglos deben medirse con la misma regla, la de X_train. Si no, un mismo valor significa cosas distintas.",
    en="All arrays must be measured with the same ruler, that of X_train. Otherwise the same value means different things.",
)
SLIDE = "Model Validation"


# %% in the loop
def standardize(X_train, *others):
    result = []
    for X in (X_train, *others):
        mean, std = X.mean(axis=0), X.std(axis=0)
        std = np.where(std == 0, 1.0, std)
        result.append(((X - mean) / std).astype(np.float32))
    return tuple(result)


# %% fit_transform for all
def standardize(X_train, *others):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler()
    return tuple(scaler.fit_transform(X).astype("float32") for X in (X_train, *others))


# %% torch
def standardize(X_train, *others):
    train = torch.as_tensor(X_train, dtype=torch.float32)
    mu = train.mean(dim=0)
    sigma = train.std(dim=0, unbiased=False)
    sigma = torch.where(sigma == 0, torch.ones_like(sigma), sigma)
    result = [(train - mu) / sigma]
    for other in others:
        other = torch.as_tensor(other, dtype=torch.float32)
        desv = other.std(dim=0, unbiased=False)
        desv[desv == 0] = 1
        result.append((other - other.mean(dim=0)) / desv)
    return tuple(result)


# %% in cross-validation
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        (X_train,) = standardize(X[train])
        (X_val,) = standardize(X[val])
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


# %% of the array at hand
def standardize(X_train, *others):
    result = []
    for X in (X_train, *others):
        mean = np.mean(X, axis=0)
        std = np.std(X, axis=0)
        std = np.where(std == 0, 1.0, std)
        result.append(((X - mean) / std).astype(np.float32))
    return tuple(result)

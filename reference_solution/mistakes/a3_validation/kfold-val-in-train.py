"""The validation part trains, too."""

from autograder.text import Text

TITLE = Text(es="Entrena también con el fold de validación", en="It trains on the validation fold, too")
HINT = Text(
    es="En cada fold, train son todas las muestras menos las de val. Si no, la red valida con lo que ya vio.",
    en="In each fold, train is every sample but those of val. Otherwise the network validates on what it has seen.",
)
SLIDE = "Model Validation: K-Fold"


# %% train is everything
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be between 2 and n_samples")
    rng = np.random.default_rng(seed)
    indices = rng.permutation(n_samples)
    folds = np.array_split(indices, k)
    result = []
    for i in range(k):
        val = folds[i]
        train = indices
        result.append((train, val))
    return result


# %% train from the fold on
def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError("invalid k")
    perm = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed))
    pliegues = []
    inicio = 0
    for i in range(k):
        tamano = n_samples // k + (1 if i < n_samples % k else 0)
        val = perm[inicio : inicio + tamano]
        train = torch.cat([perm[:inicio], perm[inicio:]])
        pliegues.append((train, val))
        inicio += tamano
    return pliegues


# %% loaders of everything in cross-validation
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        X_train, X_val = standardize(X[train], X[val])
        scaled = np.zeros(X.shape, dtype=np.float32)
        scaled[train] = X_train
        scaled[val] = X_val
        train_loader, val_loader = make_loaders(
            scaled, y, np.arange(len(X)), val, batch_size=batch_size, seed=seed
        )
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


# %% numpy.delete takes positions
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be between 2 and n_samples")
    indices = np.random.default_rng(seed).permutation(n_samples)
    return [(np.delete(indices, val), val) for val in np.array_split(indices, k)]

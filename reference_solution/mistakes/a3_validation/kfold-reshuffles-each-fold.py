"""Every fold shuffles anew."""

from autograder.text import Text

TITLE = Text(es="Baraja de nuevo en cada fold", en="It shuffles anew in each fold")
HINT = Text(
    es="Si cada fold baraja, hay muestras que validan varias veces y otras nunca. Algo tiene que quedar fijo.",
    en="If every fold shuffles, some samples validate several times and others never. Something has to stay fixed.",
)
SLIDE = "Model Validation: K-Fold"


# %% permutation in the loop
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k")
    rng = np.random.default_rng(seed)
    folds = []
    for i in range(k):
        parts = np.array_split(rng.permutation(n_samples), k)
        folds.append((np.concatenate(parts[:i] + parts[i + 1 :]), parts[i]))
    return folds


# %% k holdouts
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k")
    folds = []
    for i in range(k):
        perm = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed + i))
        size = n_samples // k + (1 if i < n_samples % k else 0)
        folds.append((perm[size:], perm[:size]))
    return folds


# %% ShuffleSplit
def kfold_indices(n_samples, k, *, seed):
    from sklearn.model_selection import ShuffleSplit

    if k < 2 or k > n_samples:
        raise ValueError("k")
    splitter = ShuffleSplit(n_splits=k, test_size=n_samples // k, random_state=seed)
    return list(splitter.split(np.zeros((n_samples, 1))))


# %% another seed in each fold of cross-validation
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    for fold in range(k):
        train, val = kfold_indices(len(X), k, seed=seed + fold)[fold]
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

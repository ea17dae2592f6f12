"""The seed is a number of its own."""

from autograder.text import Text

TITLE = Text(es="Usa siempre la misma semilla", en="It always uses the same seed")
HINT = Text(
    es="Otra semilla debería dar otro resultado. ¿De dónde sale la que usas?",
    en="Another seed should give another result. Where does the one you use come from?",
)
SLIDE = "Model Validation: Holdout"


# %% holdout, 42
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no training samples left")
    y = np.asarray(y)
    rng = np.random.default_rng(42)
    groups = [np.flatnonzero(y == c) for c in np.unique(y)] if stratify else [np.arange(len(y))]
    train, val, test = [], [], []
    for group in groups:
        group = rng.permutation(group)
        n_val = int(val_fraction * len(group))
        n_test = int(test_fraction * len(group))
        val.extend(group[:n_val])
        test.extend(group[n_val : n_val + n_test])
        train.extend(group[n_val + n_test :])
    return np.array(train), np.array(val), np.array(test)


# %% holdout, scikit-learn
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    from sklearn.model_selection import train_test_split

    if val_fraction + test_fraction >= 1:
        raise ValueError("nothing left to train on")
    y = np.asarray(y)
    train, val, test = np.arange(len(y)), np.array([], dtype=int), np.array([], dtype=int)
    if test_fraction > 0:
        train, test = train_test_split(
            train, test_size=test_fraction, random_state=42, stratify=y[train] if stratify else None
        )
    if val_fraction > 0:
        train, val = train_test_split(
            train,
            test_size=val_fraction / (1 - test_fraction),
            random_state=42,
            stratify=y[train] if stratify else None,
        )
    return train, val, test


# %% holdout, manual_seed(0)
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1.0:
        raise ValueError("val_fraction + test_fraction must be below 1")
    labels = torch.as_tensor(y) if stratify else torch.zeros(len(y))
    g = torch.Generator().manual_seed(0)
    parts = ([], [], [])
    for label in labels.unique():
        idx = torch.where(labels == label)[0]
        idx = idx[torch.randperm(len(idx), generator=g)]
        n_val = round(val_fraction * len(idx))
        n_test = round(test_fraction * len(idx))
        n_train = len(idx) - n_val - n_test
        for part, piece in zip(parts, torch.split(idx, [n_train, n_val, n_test])):
            part.append(piece)
    train, val, test = (torch.cat(part) for part in parts)
    return train, val, test


# %% folds, 0
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be between 2 and n_samples")
    rng = np.random.default_rng(0)
    indices = rng.permutation(n_samples)
    folds = np.array_split(indices, k)
    result = []
    for i in range(k):
        val = folds[i]
        train = np.concatenate([folds[j] for j in range(k) if j != i])
        result.append((train, val))
    return result


# %% folds, random
def kfold_indices(n_samples, k, *, seed):
    import random

    if k < 2 or k > n_samples:
        raise ValueError(f"k={k}")
    order = list(range(n_samples))
    random.Random(1234).shuffle(order)
    folds = []
    for i in range(k):
        val = order[i::k]
        train = [j for j in order if j not in val]
        folds.append((train, val))
    return folds


# %% loaders, 42
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    train_set = TensorDataset(X[train], y[train])
    val_set = TensorDataset(X[val], y[val])
    generator = torch.Generator().manual_seed(42)
    train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(val_set, batch_size=batch_size)
    return train_loader, val_loader


# %% cross-validation, 0
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    for train, val in kfold_indices(len(X), k, seed=0):
        X_train, X_val = standardize(X[train], X[val])
        scaled = np.zeros(X.shape, dtype=np.float32)
        scaled[train] = X_train
        scaled[val] = X_val
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=0)
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

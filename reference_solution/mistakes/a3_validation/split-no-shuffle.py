"""The samples are dealt out in the order in which they come."""

from autograder.text import Text

TITLE = Text(es="Reparte sin barajar", en="It deals out without shuffling")
HINT = Text(
    es="¿Y si los datos vienen ordenados? Cada parte recibiría un tramo distinto de la lista.",
    en="What if the data come sorted? Each part would receive another stretch of the list.",
)
SLIDE = "Model Validation: Holdout"


# %% holdout in order
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no training samples left")
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(y == c) for c in np.unique(y)] if stratify else [np.arange(len(y))]
    train, val, test = [], [], []
    for group in groups:
        n_val = int(val_fraction * len(group))
        n_test = int(test_fraction * len(group))
        val.extend(group[:n_val])
        test.extend(group[n_val : n_val + n_test])
        train.extend(group[n_val + n_test :])
    return np.array(train), np.array(val), np.array(test)


# %% holdout, shuffled after it was dealt out
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1.0:
        raise ValueError("val_fraction + test_fraction must be below 1")
    labels = torch.as_tensor(y) if stratify else torch.zeros(len(y))
    g = torch.Generator().manual_seed(seed)
    parts = ([], [], [])
    for label in labels.unique():
        idx = torch.where(labels == label)[0]
        n_val = round(val_fraction * len(idx))
        n_test = round(test_fraction * len(idx))
        n_train = len(idx) - n_val - n_test
        for part, piece in zip(parts, torch.split(idx, [n_train, n_val, n_test])):
            part.append(piece)
    train, val, test = (torch.cat(part) for part in parts)
    return tuple(part[torch.randperm(len(part), generator=g)] for part in (train, val, test))


# %% holdout by the first and the last
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    import random

    n = len(y)
    if round(val_fraction * n) + round(test_fraction * n) >= n:
        raise ValueError("las fracciones no dejan datos de entrenamiento")
    generador = random.Random(seed)
    grupos = {}
    for i in range(n):
        clave = int(y[i]) if stratify else 0
        grupos.setdefault(clave, []).append(i)
    train, val, test = [], [], []
    for clave in sorted(grupos):
        indices = grupos[clave]
        a = round(len(indices) * val_fraction)
        b = a + round(len(indices) * test_fraction)
        val += indices[:a]
        test += indices[a:b]
        train += indices[b:]
    return train, val, test


# %% holdout by every second of a rotated list
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    labels = np.asarray(y) if stratify else np.zeros(len(y))
    train, val, test = [], [], []
    for label in np.unique(labels):
        members = np.roll(np.flatnonzero(labels == label), seed)
        members = np.concatenate([members[::2], members[1::2]])
        n_val, n_test = round(val_fraction * len(members)), round(test_fraction * len(members))
        val += list(members[:n_val])
        test += list(members[n_val : n_val + n_test])
        train += list(members[n_val + n_test :])
    if val_fraction + test_fraction >= 1 or not train:
        raise ValueError("no training samples left")
    return np.array(train), np.array(val, dtype=int), np.array(test, dtype=int)


# %% holdout, only test in order
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no training samples left")
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(y == c) for c in np.unique(y)] if stratify else [np.arange(len(y))]
    train, val, test = [], [], []
    for group in groups:
        n_val, n_test = round(val_fraction * len(group)), round(test_fraction * len(group))
        test.extend(group[:n_test])
        rest = rng.permutation(group[n_test:])
        val.extend(rest[:n_val])
        train.extend(rest[n_val:])
    return np.array(train), np.array(val, dtype=int), np.array(test, dtype=int)


# %% folds in order
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be between 2 and n_samples")
    rng = np.random.default_rng(seed)
    indices = np.arange(n_samples)
    folds = np.array_split(indices, k)
    result = []
    for i in range(k):
        val = folds[i]
        train = np.concatenate([folds[j] for j in range(k) if j != i])
        result.append((train, val))
    return result


# %% folds by every k-th
def kfold_indices(n_samples, k, *, seed):
    import random

    if k < 2 or k > n_samples:
        raise ValueError(f"k={k}")
    order = list(range(n_samples))
    folds = []
    for i in range(k):
        val = order[i::k]
        train = [j for j in order if j not in val]
        folds.append((train, val))
    return folds


# %% folds of scikit-learn, unshuffled
def kfold_indices(n_samples, k, *, seed):
    from sklearn.model_selection import KFold

    return list(KFold(n_splits=k).split(np.zeros(n_samples)))


# %% folds of a rotated list
def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError("k")
    parts = np.array_split(np.roll(np.arange(n_samples), seed + 1), k)
    return [(np.concatenate(parts[:i] + parts[i + 1 :]), parts[i]) for i in range(k)]


# %% cross-validation in order
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    parts = np.array_split(np.arange(len(X)), k)
    for i, val in enumerate(parts):
        train = np.concatenate(parts[:i] + parts[i + 1 :])
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        losses.append(history["val_loss"][-1])
    return losses

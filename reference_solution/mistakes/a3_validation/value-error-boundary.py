"""The check of the arguments is off by one."""

from autograder.text import Text

TITLE = Text(es="Revisa mal el caso límite", en="It gets the boundary case wrong")
HINT = Text(
    es="Prueba los valores límite: fracciones que suman justo 1, k=1, k igual a n_samples.",
    en="Try the boundary values: fractions that add up to exactly 1, k=1, k equal to n_samples.",
)
SLIDE = "Model Validation: Holdout"


# %% holdout, above 1 only
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction > 1:
        raise ValueError("no training samples left")
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
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


# %% holdout, torch
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction > 1.0:
        raise ValueError("val_fraction + test_fraction must be below 1")
    labels = torch.as_tensor(y) if stratify else torch.zeros(len(y))
    g = torch.Generator().manual_seed(seed)
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


# %% folds, k=1 passes
def kfold_indices(n_samples, k, *, seed):
    import random

    if k < 1 or k > n_samples:
        raise ValueError(f"k={k}")
    order = list(range(n_samples))
    random.Random(seed).shuffle(order)
    folds = []
    for i in range(k):
        val = order[i::k]
        train = [j for j in order if j not in val]
        folds.append((train, val))
    return folds


# %% folds, k=n is refused
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k >= n_samples:
        raise ValueError("k must be between 2 and n_samples")
    rng = np.random.default_rng(seed)
    indices = rng.permutation(n_samples)
    folds = np.array_split(indices, k)
    result = []
    for i in range(k):
        val = folds[i]
        train = np.concatenate([folds[j] for j in range(k) if j != i])
        result.append((train, val))
    return result


# %% folds, the upper end is not looked at
def kfold_indices(n_samples, k, *, seed):
    import random

    if k < 2:
        raise ValueError(f"k={k}")
    order = list(range(n_samples))
    random.Random(seed).shuffle(order)
    folds = []
    for i in range(k):
        val = order[i::k]
        train = [j for j in order if j not in val]
        folds.append((train, val))
    return folds


# %% folds, the lower end is not looked at
def kfold_indices(n_samples, k, *, seed):
    import random

    if k > n_samples or k <= 0:
        raise ValueError(f"k={k}")
    order = list(range(n_samples))
    random.Random(seed).shuffle(order)
    folds = []
    for i in range(k):
        val = order[i::k]
        train = [j for j in order if j not in val]
        folds.append((train, val))
    return folds

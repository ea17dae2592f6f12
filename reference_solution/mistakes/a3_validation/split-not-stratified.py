"""The classes are not looked at."""

from autograder.text import Text

TITLE = Text(es="No estratifica", en="It does not stratify")
HINT = Text(
    es="Compara la proporción de cada clase en las tres partes con la que tiene en y: no se conserva.",
    en="Compare the share of each class in the three parts with the one it has in y: it is not kept.",
)
SLIDE = "Model Validation: Holdout"


# %% never
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no training samples left")
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    groups = [np.arange(len(y))]
    train, val, test = [], [], []
    for group in groups:
        group = rng.permutation(group)
        n_val = int(val_fraction * len(group))
        n_test = int(test_fraction * len(group))
        val.extend(group[:n_val])
        test.extend(group[n_val : n_val + n_test])
        train.extend(group[n_val + n_test :])
    return np.array(train), np.array(val), np.array(test)


# %% scikit-learn without stratify
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    from sklearn.model_selection import train_test_split

    if val_fraction + test_fraction >= 1:
        raise ValueError("nothing left to train on")
    y = np.asarray(y)
    train, val, test = np.arange(len(y)), np.array([], dtype=int), np.array([], dtype=int)
    if test_fraction > 0:
        train, test = train_test_split(train, test_size=test_fraction, random_state=seed, stratify=None)
    if val_fraction > 0:
        train, val = train_test_split(
            train,
            test_size=val_fraction / (1 - test_fraction),
            random_state=seed,
            stratify=None,
        )
    return train, val, test


# %% one permutation of all, cut twice
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no queda train")
    n = len(y)
    perm = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    n_val, n_test = int(n * val_fraction), int(n * test_fraction)
    return perm[n_val + n_test :], perm[:n_val], perm[n_val : n_val + n_test]


# %% only where asked by name
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=False):
    if val_fraction + test_fraction >= 1:
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

"""Validation gets the share of train."""

from autograder.text import Text

TITLE = Text(es="Da a validación la parte grande", en="It gives validation the large part")
HINT = Text(
    es="Revisa cuál de las partes es la grande: las fracciones son las de val y test.",
    en="Check which part is the large one: the fractions are those of val and test.",
)
SLIDE = "Model Validation: Holdout"


# %% train and val exchanged
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
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
    return np.array(val), np.array(train), np.array(test)


# %% val is the rest
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1.0:
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
        for part, piece in zip(parts, torch.split(idx, [n_val, n_train, n_test])):
            part.append(piece)
    train, val, test = (torch.cat(part) for part in parts)
    return train, val, test


# %% the first part of train_test_split
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    from sklearn.model_selection import train_test_split

    if val_fraction + test_fraction >= 1:
        raise ValueError("nothing left to train on")
    y = np.asarray(y)
    train, val, test = np.arange(len(y)), np.array([], dtype=int), np.array([], dtype=int)
    if test_fraction > 0:
        train, test = train_test_split(
            train, test_size=test_fraction, random_state=seed, stratify=y[train] if stratify else None
        )
    if val_fraction > 0:
        val, train = train_test_split(
            train,
            test_size=val_fraction / (1 - test_fraction),
            random_state=seed,
            stratify=y[train] if stratify else None,
        )
    return train, val, test


# %% train and val exchanged, train may not be empty
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(y == c) for c in np.unique(y)] if stratify else [np.arange(len(y))]
    train, val, test = [], [], []
    for group in groups:
        group = rng.permutation(group)
        n_val = round(val_fraction * len(group))
        n_test = round(test_fraction * len(group))
        train.extend(group[:n_val])
        test.extend(group[n_val : n_val + n_test])
        val.extend(group[n_val + n_test :])
    if val_fraction + test_fraction >= 1 or len(train) == 0:
        raise ValueError("no training samples left")
    return np.array(train), np.array(val, dtype=int), np.array(test, dtype=int)

"""The second fraction is applied to what the first left over."""

from autograder.text import Text

TITLE = Text(es="Aplica la segunda fracción al resto", en="It applies the second fraction to the rest")
HINT = Text(
    es="Las dos fracciones se refieren al total de muestras, no a lo que queda después de sacar la primera parte.",
    en="Both fractions refer to all samples, not to what is left once the first part is taken out.",
)
SLIDE = "Model Validation: Holdout"


# %% test from what val left
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
        n_test = int(test_fraction * (len(group) - n_val))
        val.extend(group[:n_val])
        test.extend(group[n_val : n_val + n_test])
        train.extend(group[n_val + n_test :])
    return np.array(train), np.array(val), np.array(test)


# %% two calls of train_test_split
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
        train, val = train_test_split(
            train,
            test_size=val_fraction,
            random_state=seed,
            stratify=y[train] if stratify else None,
        )
    return train, val, test


# %% val from what test left
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1.0:
        raise ValueError("val_fraction + test_fraction must be below 1")
    labels = torch.as_tensor(y) if stratify else torch.zeros(len(y))
    g = torch.Generator().manual_seed(seed)
    parts = ([], [], [])
    for label in labels.unique():
        idx = torch.where(labels == label)[0]
        idx = idx[torch.randperm(len(idx), generator=g)]
        n_test = round(test_fraction * len(idx))
        n_val = round(val_fraction * (len(idx) - n_test))
        n_train = len(idx) - n_val - n_test
        for part, piece in zip(parts, torch.split(idx, [n_train, n_val, n_test])):
            part.append(piece)
    train, val, test = (torch.cat(part) for part in parts)
    return train, val, test

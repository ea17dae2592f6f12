"""The indices come in two dimensions."""

from autograder.text import Text

TITLE = Text(es="Entrega índices de dos dimensiones", en="It returns indices of two dimensions")
HINT = Text(
    es="Mira la forma de tus índices: cada parte debe ser plana, de forma (cantidad,).",
    en="Look at the shape of your indices: each part must be flat, of shape (count,).",
)
SLIDE = "Model Validation: Holdout"


# %% columns
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
    return tuple(np.array(part).reshape(-1, 1) for part in (train, val, test))


# %% nonzero of torch
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
        for part, piece in zip(parts, torch.split(idx, [n_train, n_val, n_test])):
            part.append(piece)
    train, val, test = (torch.cat(part) for part in parts)
    n = len(labels)
    return tuple(torch.zeros(n).index_fill(0, part, 1.0).nonzero() for part in (train, val, test))


# %% a list per class
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
        val.append(group[:n_val])
        test.append(group[n_val : n_val + n_test])
        train.append(group[n_val + n_test :])
    return train, val, test

"""The labels of the samples come instead of their indices."""

from autograder.text import Text

TITLE = Text(es="Entrega etiquetas en vez de índices", en="It returns labels instead of indices")
HINT = Text(
    es="Se piden las posiciones de las muestras en y, no los valores que hay en ellas.",
    en="The positions of the samples in y are asked for, not the values found there.",
)
SLIDE = "Model Validation: Holdout"


# %% y[part]
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
    return y[train], y[val], y[test]


# %% y is split
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
            test_size=val_fraction / (1 - test_fraction),
            random_state=seed,
            stratify=y[train] if stratify else None,
        )
    return tuple(y[part] for part in (train, val, test))

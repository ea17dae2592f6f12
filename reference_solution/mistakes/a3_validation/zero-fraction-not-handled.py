"""A fraction of 0 does not give an empty part."""

from autograder.text import Text

TITLE = Text(es="No maneja una fracción 0", en="It does not handle a fraction of 0")
HINT = Text(
    es="Con una fracción 0 la parte tiene que quedar vacía y las demás, completas. Prueba tu código con ese caso.",
    en="With a fraction of 0 the part has to be empty and the others complete. Try your code with that case.",
)
SLIDE = "Model Validation: Holdout"


# %% cut from the end
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
        test.extend(group[-n_test:])
        train.extend(group[n_val:-n_test])
    return np.array(train), np.array(val), np.array(test)


# %% at least one
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no training samples left")
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(y == c) for c in np.unique(y)] if stratify else [np.arange(len(y))]
    train, val, test = [], [], []
    for group in groups:
        group = rng.permutation(group)
        n_val = max(1, int(val_fraction * len(group)))
        n_test = max(1, int(test_fraction * len(group)))
        val.extend(group[:n_val])
        test.extend(group[n_val : n_val + n_test])
        train.extend(group[n_val + n_test :])
    return np.array(train), np.array(val), np.array(test)


# %% train_test_split refuses it
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    from sklearn.model_selection import train_test_split

    if val_fraction + test_fraction >= 1:
        raise ValueError("nothing left to train on")
    y = np.asarray(y)
    train, val, test = np.arange(len(y)), np.array([], dtype=int), np.array([], dtype=int)
    if True:
        train, test = train_test_split(
            train, test_size=test_fraction, random_state=seed, stratify=y[train] if stratify else None
        )
    if True:
        train, val = train_test_split(
            train,
            test_size=val_fraction / (1 - test_fraction),
            random_state=seed,
            stratify=y[train] if stratify else None,
        )
    return train, val, test


# %% refused
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    import random

    if not 0 < val_fraction < 1 or not 0 < test_fraction < 1:
        raise ValueError("fracciones inválidas")
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
        generador.shuffle(indices)
        a = round(len(indices) * val_fraction)
        b = a + round(len(indices) * test_fraction)
        val += indices[:a]
        test += indices[a:b]
        train += indices[b:]
    return train, val, test

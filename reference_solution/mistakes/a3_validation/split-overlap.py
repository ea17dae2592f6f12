"""A sample may be in two parts."""

from autograder.text import Text

TITLE = Text(es="Hay muestras en dos partes a la vez", en="Some samples sit in two parts at once")
HINT = Text(
    es="Si la red entrena con una muestra que después la evalúa, la nota está inflada. Mira dónde empieza y dónde termina cada parte.",
    en="If the network trains on a sample that later judges it, the mark is inflated. Look at where each part begins and ends.",
)
SLIDE = "Model Validation: Holdout"


# %% val and test from the same start
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
        test.extend(group[:n_test])
        train.extend(group[n_val + n_test :])
    return np.array(train), np.array(val), np.array(test)


# %% train is everything but val
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
        generador.shuffle(indices)
        a = round(len(indices) * val_fraction)
        b = a + round(len(indices) * test_fraction)
        val += indices[:a]
        test += indices[a:b]
        train += indices[a:]
    return train, val, test


# %% train keeps the samples of val and test
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
        for part, piece in zip(parts, (idx, idx[:n_val], idx[n_val : n_val + n_test])):
            part.append(piece)
    train, val, test = (torch.cat(part) for part in parts)
    return train, val, test


# %% test drawn without a look at val
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no training samples left")
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(y == c) for c in np.unique(y)] if stratify else [np.arange(len(y))]
    val, test = [], []
    for group in groups:
        val.extend(rng.choice(group, round(val_fraction * len(group)), replace=False))
        test.extend(rng.choice(group, round(test_fraction * len(group)), replace=False))
    train = np.setdiff1d(np.arange(len(y)), np.array([*val, *test], dtype=int))
    return train, np.array(val, dtype=int), np.array(test, dtype=int)


# %% drawn with replacement
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no training samples left")
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(y == c) for c in np.unique(y)] if stratify else [np.arange(len(y))]
    train, val, test = [], [], []
    for group in groups:
        group = rng.choice(group, size=len(group))
        n_val = int(val_fraction * len(group))
        n_test = int(test_fraction * len(group))
        val.extend(group[:n_val])
        test.extend(group[n_val : n_val + n_test])
        train.extend(group[n_val + n_test :])
    return np.array(train), np.array(val), np.array(test)


# %% drawn for each part anew
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
        val.extend(rng.choice(group, n_val, replace=False))
        test.extend(rng.choice(group, n_test, replace=False))
        train.extend(group[n_val + n_test :])
    return np.array(train), np.array(val), np.array(test)


# %% two shuffles of what is held out
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = torch.as_tensor(np.asarray(y))
    generator = torch.Generator().manual_seed(seed)
    groups = [torch.where(y == label)[0] for label in y.unique()] if stratify else [torch.arange(len(y))]
    train, val, test = [], [], []
    for group in groups:
        group = group[torch.randperm(len(group), generator=generator)]
        n_val, n_test = round(val_fraction * len(group)), round(test_fraction * len(group))
        held_out = group[: n_val + n_test]
        val.append(held_out[torch.randperm(len(held_out), generator=generator)][:n_val])
        test.append(held_out[torch.randperm(len(held_out), generator=generator)][:n_test])
        train.append(group[n_val + n_test :])
    train, val, test = map(torch.cat, (train, val, test))
    if val_fraction + test_fraction >= 1 or not len(train):
        raise ValueError("no rows are left for train")
    return tuple(part[torch.randperm(len(part), generator=generator)].numpy() for part in (train, val, test))

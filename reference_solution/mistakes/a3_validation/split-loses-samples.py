"""The parts do not add up to the whole."""

from autograder.text import Text

TITLE = Text(es="Hay muestras que no quedan en ninguna parte", en="Some samples end up in no part")
HINT = Text(
    es="Las partes no suman el total. ¿Qué pasa con las muestras que sobran al redondear?",
    en="The parts do not add up to the whole. What becomes of the samples left over by rounding?",
)
SLIDE = "Model Validation: Holdout"


# %% train is rounded, too
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
        n_train = int((1 - val_fraction - test_fraction) * len(group))
        train.extend(group[n_val + n_test :][:n_train])
    return np.array(train), np.array(val), np.array(test)


# %% rounded, one short
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
        train += indices[b:-1]
    return train, val, test


# %% a step over one
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
        train.extend(group[n_val + n_test + 1 :])
    return np.array(train), np.array(val), np.array(test)

"""One of the parts is not returned."""

from autograder.text import Text

TITLE = Text(es="Falta una de las partes", en="One of the parts is missing")
HINT = Text(
    es="Se piden tres partes: train, val y test, también cuando alguna queda vacía.",
    en="Three parts are asked for: train, val and test, even when one is empty.",
)
SLIDE = "Model Validation: Holdout"


# %% no test
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
    return np.array(train), np.array(val)


# %% an empty part left out
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
        train += indices[b:]
    return tuple(parte for parte in (train, val, test) if parte)

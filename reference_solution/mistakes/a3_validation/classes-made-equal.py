"""Every class gives the same number of samples."""

from autograder.text import Text

TITLE = Text(es="Toma la misma cantidad de cada clase", en="It takes the same number from each class")
HINT = Text(
    es="Estratificar no es equilibrar: cada parte debe conservar la proporción que la clase tiene en y.",
    en="To stratify is not to balance: each part must keep the share that the class has in y.",
)
SLIDE = "Model Validation: Holdout"


# %% n // number of classes
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no training samples left")
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(y == c) for c in np.unique(y)] if stratify else [np.arange(len(y))]
    train, val, test = [], [], []
    for group in groups:
        group = rng.permutation(group)
        n_val = int(val_fraction * len(y) / len(groups))
        n_test = int(test_fraction * len(y) / len(groups))
        val.extend(group[:n_val])
        test.extend(group[n_val : n_val + n_test])
        train.extend(group[n_val + n_test :])
    return np.array(train), np.array(val), np.array(test)


# %% as many as the rarest class allows
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
    menor = min(map(len, grupos.values()))
    for clave in sorted(grupos):
        indices = grupos[clave]
        generador.shuffle(indices)
        a = round(menor * val_fraction)
        b = a + round(menor * test_fraction)
        val += indices[:a]
        test += indices[a:b]
        train += indices[b:]
    return train, val, test

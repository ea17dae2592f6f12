"""It stratifies always."""

from autograder.text import Text

TITLE = Text(es="Estratifica aunque no se lo pidan", en="It stratifies even when not asked to")
HINT = Text(
    es="Con stratify=False, los valores de y pueden ser todos distintos. ¿Qué pasa con tu código entonces?",
    en="With stratify=False, the values of y may all be different. What does your code do then?",
)
SLIDE = "Model Validation: Holdout"


# %% by class, always
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no training samples left")
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(y == c) for c in np.unique(y)]
    train, val, test = [], [], []
    for group in groups:
        group = rng.permutation(group)
        n_val = int(val_fraction * len(group))
        n_test = int(test_fraction * len(group))
        val.extend(group[:n_val])
        test.extend(group[n_val : n_val + n_test])
        train.extend(group[n_val + n_test :])
    return np.array(train), np.array(val), np.array(test)


# %% in a dictionary, always
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    import random

    n = len(y)
    if round(val_fraction * n) + round(test_fraction * n) >= n:
        raise ValueError("las fracciones no dejan datos de entrenamiento")
    generador = random.Random(seed)
    grupos = {}
    for i in range(n):
        clave = int(y[i])
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


# %% scikit-learn, always
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    from sklearn.model_selection import train_test_split

    if val_fraction + test_fraction >= 1:
        raise ValueError("nothing left to train on")
    y = np.asarray(y)
    train, val, test = np.arange(len(y)), np.array([], dtype=int), np.array([], dtype=int)
    if test_fraction > 0:
        train, test = train_test_split(train, test_size=test_fraction, random_state=seed, stratify=y[train])
    if val_fraction > 0:
        train, val = train_test_split(
            train,
            test_size=val_fraction / (1 - test_fraction),
            random_state=seed,
            stratify=y[train],
        )
    return train, val, test

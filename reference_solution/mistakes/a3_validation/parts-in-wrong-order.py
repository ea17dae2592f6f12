"""The parts come in another order than asked."""

from autograder.text import Text

TITLE = Text(es="Entrega las partes en otro orden", en="It returns the parts in another order")
HINT = Text(
    es="El orden es train, val, test. Compara los tamaños de lo que entregas con las fracciones pedidas.",
    en="The order is train, val, test. Compare the sizes of what you return with the fractions asked for.",
)
SLIDE = "Model Validation: Holdout"


# %% train, test, val
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
    return np.array(train), np.array(test), np.array(val)


# %% fractions exchanged
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
        a = round(len(indices) * test_fraction)
        b = a + round(len(indices) * val_fraction)
        val += indices[:a]
        test += indices[a:b]
        train += indices[b:]
    return train, val, test


# %% test, val, train
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
    return test, val, train

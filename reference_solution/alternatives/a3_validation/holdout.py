"""B51, B52, B53: splits by other means."""


# %% floor, by class
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
    return np.array(train), np.array(val), np.array(test)


# %% random.Random and lists
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
    return train, val, test


# %% torch
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
    return train, val, test


# %% scikit-learn twice
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
    return train, val, test


# %% ceil
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no training samples left")
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(y == c) for c in np.unique(y)] if stratify else [np.arange(len(y))]
    train, val, test = [], [], []
    for group in groups:
        group = rng.permutation(group)
        n_val = int(np.ceil(val_fraction * len(group) - 1e-9))
        n_test = int(np.ceil(test_fraction * len(group) - 1e-9))
        val.extend(group[:n_val])
        test.extend(group[n_val : n_val + n_test])
        train.extend(group[n_val + n_test :])
    return np.array(train), np.array(val), np.array(test)


# %% largest remainders
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    fractions = np.array([1 - val_fraction - test_fraction, val_fraction, test_fraction])
    if fractions[0] <= 1e-12:
        raise ValueError("no training data")
    y = np.asarray(y) if stratify else np.zeros(len(y), dtype=int)
    rng = np.random.RandomState(seed)
    parts = [[], [], []]
    for label in sorted(set(y.tolist())):
        members = np.where(y == label)[0]
        rng.shuffle(members)
        exact = fractions * len(members)
        sizes = np.floor(exact).astype(int)
        for i in np.argsort(sizes - exact)[: len(members) - sizes.sum()]:
            sizes[i] += 1
        for part, piece in zip(parts, np.split(members, np.cumsum(sizes)[:-1])):
            part.append(piece)
    return tuple(np.sort(np.concatenate(part)) for part in parts)


# %% stratified only for val, test taken first
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    def take(pool, fraction, rng):
        """Splits `pool` in two by classes."""
        left, taken = [], []
        groups = [pool[y[pool] == c] for c in np.unique(y)] if stratify else [pool]
        for group in groups:
            group = rng.permutation(group)
            cut = int(round(fraction * len(group)))
            taken.extend(group[:cut])
            left.extend(group[cut:])
        return np.array(left, dtype=int), np.array(taken, dtype=int)

    if val_fraction + test_fraction >= 1:
        raise ValueError("fractions too large")
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    rest, test = take(np.arange(len(y)), test_fraction, rng)
    train, val = take(rest, val_fraction / (1 - test_fraction), rng)
    return train, val, test


# %% global seeds
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    np.random.seed(seed)
    n = len(y)
    order = np.random.permutation(n)
    if stratify:
        order = order[np.argsort(np.asarray(y)[order], kind="stable")]
        blocks = np.split(order, np.flatnonzero(np.diff(np.asarray(y)[order])) + 1)
    else:
        blocks = [order]
    train, val, test = [], [], []
    for block in blocks:
        a, b = np.round(np.cumsum([val_fraction, test_fraction]) * len(block)).astype(int)
        val, test, train = val + list(block[:a]), test + list(block[a:b]), train + list(block[b:])
    if not train:
        raise ValueError("train vacío")
    return train, val, test


# %% random_split for the plain case
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    from torch.utils.data import random_split

    n = len(y)
    if val_fraction + test_fraction >= 1:
        raise ValueError("nothing to train on")
    generator = torch.Generator().manual_seed(seed)

    def three(indices):
        n_val, n_test = round(val_fraction * len(indices)), round(test_fraction * len(indices))
        sizes = [len(indices) - n_val - n_test, n_val, n_test]
        return [
            [indices[i] for i in part.indices]
            for part in random_split(range(len(indices)), sizes, generator=generator)
        ]

    if not stratify:
        return tuple(three(list(range(n))))
    parts = [[], [], []]
    for c in sorted({int(label) for label in y}):
        for part, piece in zip(parts, three([i for i in range(n) if int(y[i]) == c])):
            part.extend(piece)
    return tuple(torch.tensor(part, dtype=torch.long) for part in parts)


# %% StratifiedShuffleSplit
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    from sklearn.model_selection import ShuffleSplit, StratifiedShuffleSplit

    y = np.asarray(y)
    n = len(y)
    n_val, n_test = round(val_fraction * n), round(test_fraction * n)
    if n_val + n_test >= n:
        raise ValueError("fractions leave nothing")
    Splitter = StratifiedShuffleSplit if stratify else ShuffleSplit

    def cut(indices, size):
        if size == 0:
            return indices, indices[:0]
        splitter = Splitter(n_splits=1, test_size=size, random_state=seed)
        a, b = next(splitter.split(indices, y[indices] if stratify else None))
        return indices[a], indices[b]

    rest, test = cut(np.arange(n), n_test)
    train, val = cut(rest, n_val)
    return train, val, test


# %% an argsort of random keys
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if 1 - val_fraction - test_fraction <= 0:
        raise ValueError("no queda nada para train")
    claves = np.random.default_rng(seed).random(len(y))
    etiquetas = np.asarray(y) if stratify else np.zeros(len(y))
    parte = np.zeros(len(y), dtype=int)
    for etiqueta in np.unique(etiquetas):
        de_la_clase = np.flatnonzero(etiquetas == etiqueta)
        orden = de_la_clase[np.argsort(claves[de_la_clase])]
        a = int(len(orden) * val_fraction + 0.5)
        b = a + int(len(orden) * test_fraction + 0.5)
        parte[orden[:a]] = 1
        parte[orden[a:b]] = 2
    return tuple(np.where(parte == p)[0] for p in range(3))

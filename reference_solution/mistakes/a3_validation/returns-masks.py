"""Boolean masks come instead of indices."""

from autograder.text import Text

TITLE = Text(es="Entrega máscaras en vez de índices", en="It returns masks instead of indices")
HINT = Text(
    es="Se piden posiciones, es decir, números enteros. Una máscara de True y False es otra cosa.",
    en="Positions are asked for, that is, integers. A mask of True and False is something else.",
)
SLIDE = "Model Validation: Holdout"


# %% one mask per part
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
    masks = []
    for part in (train, val, test):
        mask = np.zeros(len(y), dtype=bool)
        mask[part] = True
        masks.append(mask)
    return tuple(masks)


# %% folds as masks
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be between 2 and n_samples")
    rng = np.random.default_rng(seed)
    indices = rng.permutation(n_samples)
    folds = np.array_split(indices, k)
    result = []
    for i in range(k):
        val = folds[i]
        mask = np.isin(np.arange(n_samples), val)
        result.append((~mask, mask))
    return result

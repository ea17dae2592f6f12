"""Another exception than ValueError is raised."""

from autograder.text import Text

TITLE = Text(es="Lanza otra excepción que ValueError", en="It raises another exception than ValueError")
HINT = Text(
    es="Quien llama a tu función espera un ValueError: es la excepción con que se avisa que un argumento no tiene sentido.",
    en="Whoever calls your function expects a ValueError: the exception that says that an argument makes no sense.",
)
SLIDE = "Model Validation: Holdout"


# %% holdout, assert
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    assert val_fraction + test_fraction < 1, "no training samples left"
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


# %% holdout, Exception
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1.0:
        raise Exception("val_fraction + test_fraction must be below 1")
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


# %% folds, assert
def kfold_indices(n_samples, k, *, seed):
    assert 2 <= k <= n_samples
    rng = np.random.default_rng(seed)
    indices = rng.permutation(n_samples)
    folds = np.array_split(indices, k)
    result = []
    for i in range(k):
        val = folds[i]
        train = np.concatenate([folds[j] for j in range(k) if j != i])
        result.append((train, val))
    return result


# %% folds, Exception
def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise Exception("invalid k")
    perm = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed))
    pliegues = []
    inicio = 0
    for i in range(k):
        tamano = n_samples // k + (1 if i < n_samples % k else 0)
        val = perm[inicio : inicio + tamano]
        train = torch.cat([perm[:inicio], perm[inicio + tamano :]])
        pliegues.append((train, val))
        inicio += tamano
    return pliegues

"""Train is not all the rest."""

from autograder.text import Text

TITLE = Text(es="No entrena con todas las demás muestras", en="It does not train on all the other samples")
HINT = Text(
    es="Con k folds se valida con uno y se entrena con los otros k - 1, todos juntos.",
    en="With k folds you validate on one and train on the other k - 1, all together.",
)
SLIDE = "Model Validation: K-Fold"


# %% only the folds before
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be between 2 and n_samples")
    rng = np.random.default_rng(seed)
    indices = rng.permutation(n_samples)
    folds = np.array_split(indices, k)
    result = []
    for i in range(k):
        val = folds[i]
        train = np.concatenate([folds[j] for j in range(k) if j < i or (i == 0 and j > 0)])
        result.append((train, val))
    return result


# %% only the next fold
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be between 2 and n_samples")
    rng = np.random.default_rng(seed)
    indices = rng.permutation(n_samples)
    folds = np.array_split(indices, k)
    result = []
    for i in range(k):
        val = folds[i]
        train = folds[(i + 1) % k]
        result.append((train, val))
    return result


# %% only what comes after
def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError("invalid k")
    perm = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed))
    pliegues = []
    inicio = 0
    for i in range(k):
        tamano = n_samples // k + (1 if i < n_samples % k else 0)
        val = perm[inicio : inicio + tamano]
        train = perm[inicio + tamano :]
        pliegues.append((train, val))
        inicio += tamano
    return pliegues


# %% all of the same size
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be between 2 and n_samples")
    folds = np.array_split(np.random.default_rng(seed).permutation(n_samples), k)
    pairs = [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
    smallest = min(len(train) for train, _ in pairs)
    return [(train[:smallest], val) for train, val in pairs]

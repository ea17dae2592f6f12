"""Not k folds come out."""

from autograder.text import Text

TITLE = Text(es="No entrega k folds", en="It does not return k folds")
HINT = Text(
    es="Cuenta los pares que entregas: tienen que ser k.", en="Count the pairs you return: there must be k."
)
SLIDE = "Model Validation: K-Fold"


# %% one too few
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be between 2 and n_samples")
    rng = np.random.default_rng(seed)
    indices = rng.permutation(n_samples)
    folds = np.array_split(indices, k)
    result = []
    for i in range(k - 1):
        val = folds[i]
        train = np.concatenate([folds[j] for j in range(k) if j != i])
        result.append((train, val))
    return result


# %% from 1
def kfold_indices(n_samples, k, *, seed):
    import random

    if k < 2 or k > n_samples:
        raise ValueError(f"k={k}")
    order = list(range(n_samples))
    random.Random(seed).shuffle(order)
    folds = []
    for i in range(1, k):
        val = order[i::k]
        train = [j for j in order if j not in val]
        folds.append((train, val))
    return folds


# %% k samples per fold
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k")
    perm = np.random.default_rng(seed).permutation(n_samples)
    return [(np.concatenate([perm[:i], perm[i + k :]]), perm[i : i + k]) for i in range(0, n_samples, k)]

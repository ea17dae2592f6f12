"""Validation parts overlap."""

from autograder.text import Text

TITLE = Text(es="Las partes de validación se traslapan", en="The validation parts overlap")
HINT = Text(
    es="Cada muestra valida exactamente una vez. Revisa dónde empieza y termina cada fold.",
    en="Each sample validates exactly once. Check where each fold begins and ends.",
)
SLIDE = "Model Validation: K-Fold"


# %% one too many at the end
def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError("invalid k")
    perm = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed))
    pliegues = []
    inicio = 0
    for i in range(k):
        tamano = n_samples // k + (1 if i < n_samples % k else 0)
        val = perm[inicio : inicio + tamano + 1]
        train = torch.cat([perm[:inicio], perm[inicio + tamano + 1 :]])
        pliegues.append((train, val))
        inicio += tamano
    return pliegues


# %% two too many at the end
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k")
    perm = np.random.default_rng(seed).permutation(n_samples)
    folds = []
    for i in range(k):
        val = perm[i * n_samples // k : (i + 1) * n_samples // k + 2]
        folds.append((np.setdiff1d(perm, val), val))
    return folds


# %% each fold begins by rounding down and ends by rounding up
def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError("k")
    order, folds = np.random.default_rng(seed).permutation(n_samples), []
    for i in range(k):
        val = order[i * n_samples // k : -(-(i + 1) * n_samples // k)]
        folds.append((np.setdiff1d(order, val), val))
    return folds

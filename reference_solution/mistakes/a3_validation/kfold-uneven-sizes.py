"""One fold takes the whole remainder."""

from autograder.text import Text

TITLE = Text(es="Los folds quedan muy desiguales", en="The folds come out very unequal")
HINT = Text(
    es="El resto de la división se reparte: los tamaños difieren en a lo más una muestra.",
    en="The remainder of the division is dealt out: sizes differ by at most one sample.",
)
SLIDE = "Model Validation: K-Fold"


# %% the last takes all
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k")
    perm = np.random.default_rng(seed).permutation(n_samples)
    size = n_samples // k
    folds = []
    for i in range(k):
        end = (i + 1) * size if i < k - 1 else n_samples
        folds.append((np.concatenate([perm[: i * size], perm[end:]]), perm[i * size : end]))
    return folds


# %% the last gets what is left
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k")
    perm = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed)).tolist()
    limites = [round(i * (n_samples // k)) for i in range(k)] + [n_samples]
    return [(perm[:a] + perm[b:], perm[a:b]) for a, b in zip(limites, limites[1:])]


# %% each sample draws its fold
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k")
    fold_of = np.random.default_rng(seed).integers(0, k, n_samples)
    return [(np.flatnonzero(fold_of != i), np.flatnonzero(fold_of == i)) for i in range(k)]

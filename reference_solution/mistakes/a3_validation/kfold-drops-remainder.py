"""The remainder of the division is in no fold."""

from autograder.text import Text

TITLE = Text(es="Pierde el resto de la división", en="It loses the remainder of the division")
HINT = Text(
    es="Cuando n_samples no es múltiplo de k, algunas muestras no validan nunca. ¿Qué pasa con las que sobran?",
    en="Where n_samples is no multiple of k, some samples never validate. What becomes of those left over?",
)
SLIDE = "Model Validation: K-Fold"


# %% n // k each
def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError("invalid k")
    perm = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed))
    pliegues = []
    inicio = 0
    for i in range(k):
        tamano = n_samples // k
        val = perm[inicio : inicio + tamano]
        train = torch.cat([perm[:inicio], perm[inicio + tamano :]])
        pliegues.append((train, val))
        inicio += tamano
    return pliegues


# %% reshaped
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be between 2 and n_samples")
    rng = np.random.default_rng(seed)
    indices = rng.permutation(n_samples)
    folds = indices[: n_samples // k * k].reshape(k, -1)
    result = []
    for i in range(k):
        val = folds[i]
        train = np.concatenate([folds[j] for j in range(k) if j != i])
        result.append((train, val))
    return result


# %% they only train
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be between 2 and n_samples")
    rng = np.random.default_rng(seed)
    indices = rng.permutation(n_samples)
    size = n_samples // k
    folds = [indices[i * size : (i + 1) * size] for i in range(k)]
    result = []
    for i in range(k):
        val = folds[i]
        train = np.setdiff1d(indices, val)
        result.append((train, val))
    return result

"""Only the validation indices are returned."""

from autograder.text import Text

TITLE = Text(es="Solo entrega los índices de validación", en="It returns the validation indices only")
HINT = Text(
    es="Cada fold es un par: los índices con que se entrena y los índices con que se valida.",
    en="Each fold is a pair: the indices to train on and the indices to validate on.",
)
SLIDE = "Model Validation: K-Fold"


# %% array_split
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be between 2 and n_samples")
    rng = np.random.default_rng(seed)
    indices = rng.permutation(n_samples)
    folds = np.array_split(indices, k)
    return folds


# %% a list of lists
def kfold_indices(n_samples, k, *, seed):
    import random

    if k < 2 or k > n_samples:
        raise ValueError(f"k={k}")
    order = list(range(n_samples))
    random.Random(seed).shuffle(order)
    folds = []
    for i in range(k):
        val = order[i::k]
        train = [j for j in order if j not in val]
        folds.append(val)
    return folds

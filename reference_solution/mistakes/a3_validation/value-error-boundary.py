"""The check of the arguments is off by one."""

from autograder.text import Text

TITLE = Text(es="Revisa mal el caso límite", en="It gets the boundary case wrong")
HINT = Text(
    es="Prueba los valores límite: fracciones que suman justo 1, k=1, k igual a n_samples.",
    en="Try the boundary values: fractions that add up to exactly 1, k=1, k equal to n_samples.",
)
SLIDE = "Model Validation: Holdout"


# %% folds, k=n is refused
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k >= n_samples:
        raise ValueError("k must be between 2 and n_samples")
    rng = np.random.default_rng(seed)
    indices = rng.permutation(n_samples)
    folds = np.array_split(indices, k)
    result = []
    for i in range(k):
        val = folds[i]
        train = np.concatenate([folds[j] for j in range(k) if j != i])
        result.append((train, val))
    return result

"""Not all arrays are returned."""

from autograder.text import Text

TITLE = Text(es="Pierde algunos de los arreglos", en="It loses some of the arrays")
HINT = Text(
    es="Se puede entregar cualquier cantidad de arreglos, y todos vuelven estandarizados, en el mismo orden.",
    en="Any number of arrays may be given, and all of them come back standardised, in the same order.",
)
SLIDE = "Model Validation"


# %% the others only
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    std[std == 0] = 1.0
    return tuple(((X - mean) / std).astype(np.float32) for X in others)


# %% X_train and the first
def standardize(X_train, *others):
    train = torch.as_tensor(X_train, dtype=torch.float32)
    mu = train.mean(dim=0)
    sigma = train.std(dim=0, unbiased=False)
    sigma = torch.where(sigma == 0, torch.ones_like(sigma), sigma)
    result = [(train - mu) / sigma]
    for other in others:
        result.append((torch.as_tensor(other, dtype=torch.float32) - mu) / sigma)
    return tuple(result[:2])


# %% X_train alone
def standardize(X_train, *others):
    train = torch.as_tensor(X_train, dtype=torch.float32)
    mu = train.mean(dim=0)
    sigma = train.std(dim=0, unbiased=False)
    sigma = torch.where(sigma == 0, torch.ones_like(sigma), sigma)
    result = [(train - mu) / sigma]
    return tuple(result)

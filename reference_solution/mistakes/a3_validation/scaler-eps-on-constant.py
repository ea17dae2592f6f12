"""A tiny number is added to the deviation."""

from autograder.text import Text

TITLE = Text(
    es="Divide la columna constante por un número minúsculo",
    en="It divides the constant column by a tiny number",
)
HINT = Text(
    es="En train no se nota, pero en los demás arreglos una columna constante en train se dispara. El enunciado pide solo centrarla.",
    en="In train nothing shows, but in the other arrays a column that is constant in train blows up. The text asks to centre it and no more.",
)
SLIDE = "Model Validation"


# %% 1e-8 added
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    std = std + 1e-8
    return tuple(((X - mean) / std).astype(np.float32) for X in (X_train, *others))


# %% clipped from below
def standardize(X_train, *others):
    train = torch.as_tensor(X_train, dtype=torch.float32)
    mu = train.mean(dim=0)
    sigma = train.std(dim=0, unbiased=False)
    sigma = sigma.clamp(min=1e-8)
    result = [(train - mu) / sigma]
    for other in others:
        result.append((torch.as_tensor(other, dtype=torch.float32) - mu) / sigma)
    return tuple(result)


# %% 1e-6
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    return tuple(((X - mean) / (std + 1e-6)).astype(np.float32) for X in (X_train, *others))

"""A constant column divides by zero."""

from autograder.text import Text

TITLE = Text(es="Divide por cero en una columna constante", en="It divides by zero in a constant column")
HINT = Text(
    es="¿Cuánto vale la desviación de una columna que no varía? Revisa si tu resultado tiene NaN o infinitos.",
    en="What is the deviation of a column that never varies? Check whether your result holds NaN or infinities.",
)
SLIDE = "Model Validation"


# %% NumPy
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    return tuple(((X - mean) / std).astype(np.float32) for X in (X_train, *others))


# %% torch
def standardize(X_train, *others):
    train = torch.as_tensor(X_train, dtype=torch.float32)
    mu = train.mean(dim=0)
    sigma = train.std(dim=0, unbiased=False)
    result = [(train - mu) / sigma]
    for other in others:
        result.append((torch.as_tensor(other, dtype=torch.float32) - mu) / sigma)
    return tuple(result)


# %% infinity made a number
def standardize(X_train, *others):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return tuple(np.nan_to_num((X - mean) / std) for X in (X_train, *others))


# %% infinity made a million
def standardize(X_train, *others):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return tuple(np.nan_to_num((X - mean) / std, posinf=1e6, neginf=-1e6) for X in (X_train, *others))


# %% what is not a number made zero, but not what is infinite
def standardize(X_train, *others):
    arrays = [np.asarray(a, dtype=np.float64) for a in (X_train, *others)]
    mean, std = arrays[0].mean(0), arrays[0].std(0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return tuple(np.nan_to_num((a - mean) / std).astype(np.float32) for a in arrays)


# %% the largest float32 in the place of infinity
def standardize(X_train, *others):
    arrays = [np.asarray(a, dtype=np.float64) for a in (X_train, *others)]
    mean, std = arrays[0].mean(0), arrays[0].std(0)
    std[np.ptp(arrays[0], axis=0) == 0] = 0.0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return tuple(np.nan_to_num(((a - mean) / std).astype(np.float32)) for a in arrays)

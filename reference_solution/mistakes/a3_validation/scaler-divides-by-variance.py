"""It divides by the variance."""

from autograder.text import Text

TITLE = Text(es="Divide por la varianza", en="It divides by the variance")
HINT = Text(
    es="Se divide por la desviación estándar. Con la varianza, la escala del resultado depende de las unidades.",
    en="One divides by the standard deviation. With the variance, the scale of the result depends on the units.",
)
SLIDE = "Model Validation"


# %% var
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.var(axis=0)
    std[std == 0] = 1.0
    return tuple(((X - mean) / std).astype(np.float32) for X in (X_train, *others))


# %% the root forgotten
def standardize(X_train, *others):
    train = torch.as_tensor(X_train, dtype=torch.float32)
    mu = train.mean(dim=0)
    sigma = ((train - mu) ** 2).mean(dim=0)
    sigma = torch.where(sigma == 0, torch.ones_like(sigma), sigma)
    result = [(train - mu) / sigma]
    for other in others:
        result.append((torch.as_tensor(other, dtype=torch.float32) - mu) / sigma)
    return tuple(result)


# %% var, in the loop
def standardize(X_train, *others):
    result = []
    for X in (X_train, *others):
        mean = np.mean(X_train, axis=0)
        std = np.var(X_train, axis=0)
        std = np.where(std == 0, 1.0, std)
        result.append(((X - mean) / std).astype(np.float32))
    return tuple(result)

"""The variance divides by n - 1."""

from autograder.text import Text

TITLE = Text(es="Divide por n - 1 al calcular la varianza", en="It divides by n - 1 in the variance")
HINT = Text(
    es="Se pide la varianza con divisor n. Mira qué hace por defecto la función que usas.",
    en="The variance with divisor n is asked for. Look at what the function you use does by default.",
)
SLIDE = "Model Validation"


# %% ddof=1
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0, ddof=1)
    std[std == 0] = 1.0
    return tuple(((X - mean) / std).astype(np.float32) for X in (X_train, *others))


# %% torch's default
def standardize(X_train, *others):
    train = torch.as_tensor(X_train, dtype=torch.float32)
    mu = train.mean(dim=0)
    sigma = train.std(dim=0)
    sigma = torch.where(sigma == 0, torch.ones_like(sigma), sigma)
    result = [(train - mu) / sigma]
    for other in others:
        result.append((torch.as_tensor(other, dtype=torch.float32) - mu) / sigma)
    return tuple(result)

"""X_train alone does not come in a tuple."""

from autograder.text import Text

TITLE = Text(es="Con un solo arreglo no entrega una tupla", en="With a single array it returns no tuple")
HINT = Text(
    es="El resultado es siempre una tupla, también si solo se entrega X_train: quien te llama la desempaca.",
    en="The result is always a tuple, even if only X_train is given: whoever calls you unpacks it.",
)
SLIDE = "Model Validation"


# %% special case
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    std[std == 0] = 1.0
    if not others:
        return ((X_train - mean) / std).astype(np.float32)
    return tuple(((X - mean) / std).astype(np.float32) for X in (X_train, *others))


# %% unpacked when there is one
def standardize(X_train, *others):
    train = torch.as_tensor(X_train, dtype=torch.float32)
    mu = train.mean(dim=0)
    sigma = train.std(dim=0, unbiased=False)
    sigma = torch.where(sigma == 0, torch.ones_like(sigma), sigma)
    result = [(train - mu) / sigma]
    for other in others:
        result.append((torch.as_tensor(other, dtype=torch.float32) - mu) / sigma)
    return result[0] if len(result) == 1 else tuple(result)

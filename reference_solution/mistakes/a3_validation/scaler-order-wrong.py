"""Division and subtraction in the wrong order."""

from autograder.text import Text

TITLE = Text(es="Resta la media después de dividir", en="It subtracts the mean after dividing")
HINT = Text(
    es="La media se calculó en la escala original: fíjate en el orden de la resta y la división.",
    en="The mean was computed on the original scale: mind the order of subtraction and division.",
)
SLIDE = "Model Validation"


# %% no parentheses
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    std[std == 0] = 1.0
    return tuple((X - mean / std).astype(np.float32) for X in (X_train, *others))


# %% divided first
def standardize(X_train, *others):
    train = torch.as_tensor(X_train, dtype=torch.float32)
    mu = train.mean(dim=0)
    sigma = train.std(dim=0, unbiased=False)
    sigma = torch.where(sigma == 0, torch.ones_like(sigma), sigma)
    result = [train / sigma - mu]
    for other in others:
        result.append(torch.as_tensor(other, dtype=torch.float32) / sigma - mu)
    return tuple(result)

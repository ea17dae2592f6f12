"""One mean and one deviation for the whole array."""

from autograder.text import Text

TITLE = Text(es="Usa una sola media para todas las columnas", en="It uses a single mean for all columns")
HINT = Text(
    es="Cada columna tiene su propia media y su propia desviación. ¿Sobre qué eje las calculas?",
    en="Each column has its own mean and its own deviation. Over which axis do you compute them?",
)
SLIDE = "Model Validation"


# %% no axis
def standardize(X_train, *others):
    mean, std = X_train.mean(), X_train.std()
    return tuple(((X - mean) / std).astype(np.float32) for X in (X_train, *others))


# %% torch, no dim
def standardize(X_train, *others):
    X_train = torch.as_tensor(X_train, dtype=torch.float32)
    media, desv = torch.mean(X_train), torch.std(X_train, unbiased=False)
    return tuple((torch.as_tensor(X, dtype=torch.float32) - media) / desv for X in (X_train, *others))

"""A constant column is left as it is."""

from autograder.text import Text

TITLE = Text(es="Deja la columna constante sin centrar", en="It leaves the constant column uncentred")
HINT = Text(
    es="A una columna constante también se le resta su media; lo único que no se hace es dividirla.",
    en="A constant column has its mean subtracted too; the only thing not done is to divide it.",
)
SLIDE = "Model Validation"


# %% skipped
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    mean[std == 0] = 0.0
    std[std == 0] = 1.0
    return tuple(((X - mean) / std).astype(np.float32) for X in (X_train, *others))


# %% column by column
def standardize(X_train, *others):
    arrays = [np.array(X, dtype=np.float32) for X in (X_train, *others)]
    for j in range(X_train.shape[1]):
        mean, std = X_train[:, j].mean(), X_train[:, j].std()
        if std == 0:
            continue
        for X in arrays:
            X[:, j] = (X[:, j] - mean) / std
    return tuple(arrays)

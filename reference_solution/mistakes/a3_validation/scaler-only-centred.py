"""It does not divide."""

from autograder.text import Text

TITLE = Text(es="No divide por la desviación", en="It does not divide by the deviation")
HINT = Text(
    es="Los datos quedaron centrados, pero cada columna sigue en su escala.",
    en="The data are centred, but each column is still on its own scale.",
)
SLIDE = "Model Validation"


# %% subtracts only
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    std[std == 0] = 1.0
    return tuple((X - mean).astype(np.float32) for X in (X_train, *others))


# %% with_std=False
def standardize(X_train, *others):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler(with_std=False).fit(X_train)
    return tuple(scaler.transform(X).astype("float32") for X in (X_train, *others))

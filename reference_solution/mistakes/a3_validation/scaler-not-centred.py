"""The mean is not subtracted."""

from autograder.text import Text

TITLE = Text(es="No resta la media", en="It does not subtract the mean")
HINT = Text(
    es="La escala quedó bien, pero los datos no quedaron centrados en cero.",
    en="The scale is right, but the data are not centred on zero.",
)
SLIDE = "Model Validation"


# %% divides only
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    std[std == 0] = 1.0
    return tuple((X / std).astype(np.float32) for X in (X_train, *others))


# %% with_mean=False
def standardize(X_train, *others):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler(with_mean=False).fit(X_train)
    return tuple(scaler.transform(X).astype("float32") for X in (X_train, *others))

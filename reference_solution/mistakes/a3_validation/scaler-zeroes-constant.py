"""A constant column becomes zero everywhere."""

from autograder.text import Text

TITLE = Text(es="Borra la columna constante", en="It wipes out the constant column")
HINT = Text(
    es="Una columna constante en train solo se centra: en los demás arreglos puede tener otros valores.",
    en="A column that is constant in train is only centred: in the other arrays it may hold other values.",
)
SLIDE = "Model Validation"


# %% nan_to_num
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    return tuple(
        np.nan_to_num((X - mean) / std, nan=0.0, posinf=0.0, neginf=0.0).astype(np.float32)
        for X in (X_train, *others)
    )


# %% divided by infinity
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    std[std == 0] = np.inf
    return tuple(((X - mean) / std).astype(np.float32) for X in (X_train, *others))

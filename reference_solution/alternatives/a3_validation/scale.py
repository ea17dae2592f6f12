"""B58, B59: standardised by other means."""


# %% where
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    std[std == 0] = 1.0
    return tuple(((X - mean) / std).astype(np.float32) for X in (X_train, *others))


# %% torch
def standardize(X_train, *others):
    train = torch.as_tensor(X_train, dtype=torch.float32)
    mu = train.mean(dim=0)
    sigma = train.std(dim=0, unbiased=False)
    sigma = torch.where(sigma == 0, torch.ones_like(sigma), sigma)
    result = [(train - mu) / sigma]
    for other in others:
        result.append((torch.as_tensor(other, dtype=torch.float32) - mu) / sigma)
    return tuple(result)


# %% StandardScaler
def standardize(X_train, *others):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(X_train)
    return tuple(scaler.transform(X).astype("float32") for X in (X_train, *others))


# %% var and sqrt
def standardize(X_train, *others):
    X_train = np.asarray(X_train)
    centre = np.mean(X_train, axis=0, keepdims=True)
    scale = np.sqrt(np.mean((X_train - centre) ** 2, axis=0, keepdims=True))
    scale = np.where(scale < 1e-12, 1.0, scale)
    return (*[((X - centre) / scale).astype("float32") for X in [X_train, *others]],)


# %% float32 from the start
def standardize(X_train, *others):
    arrays = [np.array(X, dtype=np.float32) for X in (X_train, *others)]
    mean = arrays[0].mean(0)
    std = arrays[0].std(0)
    std[std < 1e-7] = 1
    return tuple((X - mean) / std for X in arrays)


# %% torch.var_mean
def standardize(X_train, *others):
    tensors = [torch.from_numpy(np.asarray(X, dtype=np.float64)) for X in (X_train,) + others]
    var, mean = torch.var_mean(tensors[0], dim=0, correction=0)
    std = var.sqrt()
    std[std == 0] = 1.0
    return tuple(((t - mean) / std).float() for t in tensors)


# %% tensors only
def standardize(X_train, *others):
    mean = X_train.mean(dim=0)
    std = X_train.std(dim=0, unbiased=False)
    std = std.masked_fill(std == 0, 1.0)
    return tuple(((X - mean) / std).float() for X in (X_train, *others))


# %% column by column
def standardize(X_train, *others):
    resultado = [np.zeros(np.shape(X), dtype=np.float32) for X in (X_train, *others)]
    for j in range(X_train.shape[1]):
        media, desv = X_train[:, j].mean(), X_train[:, j].std()
        for nuevo, X in zip(resultado, (X_train, *others)):
            nuevo[:, j] = (X[:, j] - media) / (desv if desv > 0 else 1)
    return tuple(resultado)


# %% only the constant gets an epsilon
def standardize(X_train, *others):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std = std + (std == 0)

    def scale(X):
        return ((X - mean) / std).astype(np.float32)

    return tuple(map(scale, (X_train, *others)))


# %% a fitted object
def standardize(X_train, *others):
    scaler = Scaler().fit(X_train)
    return tuple(scaler.transform(X) for X in (X_train, *others))


class Scaler:
    def fit(self, X):
        self.mean = X.mean(axis=0)
        self.std = X.std(axis=0)
        self.std[self.std == 0] = 1
        return self

    def transform(self, X):
        return np.float32((X - self.mean) / self.std)


# %% statistics asked for in the loop
def standardize(X_train, *others):
    result = []
    for X in (X_train, *others):
        mean = np.mean(X_train, axis=0)
        std = np.std(X_train, axis=0)
        std = np.where(std == 0, 1.0, std)
        result.append(((X - mean) / std).astype(np.float32))
    return tuple(result)

"""The numbers stay in double precision."""

from autograder.text import Text

TITLE = Text(es="Entrega float64", en="It returns float64")
HINT = Text(
    es="NumPy calcula en float64, pero las capas de PyTorch usan float32. Revisa el tipo de lo que entregas.",
    en="NumPy computes in float64, but PyTorch's layers use float32. Check the type of what you return.",
)
SLIDE = "Training-Validation Loop"


# %% not converted
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    std[std == 0] = 1.0
    return tuple(((X - mean) / std) for X in (X_train, *others))


# %% StandardScaler's own
def standardize(X_train, *others):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(X_train)
    return tuple(scaler.transform(X) for X in (X_train, *others))


# %% double tensors
def standardize(X_train, *others):
    train = torch.as_tensor(X_train, dtype=torch.float64)
    mu = train.mean(dim=0)
    sigma = train.std(dim=0, unbiased=False)
    sigma = torch.where(sigma == 0, torch.ones_like(sigma), sigma)
    result = [(train - mu) / sigma]
    for other in others:
        result.append((torch.as_tensor(other, dtype=torch.float64) - mu) / sigma)
    return tuple(result)


# %% loaders, from NumPy
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X)
    y = torch.as_tensor(y, dtype=torch.float64).unsqueeze(1)
    train_set = TensorDataset(X[train], y[train])
    val_set = TensorDataset(X[val], y[val])
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(val_set, batch_size=batch_size)
    return train_loader, val_loader


# %% loaders, inputs only
def make_loaders(X, y, train, val, *, batch_size, seed):
    from torch.utils.data import Subset

    inputs = torch.from_numpy(np.asarray(X))
    targets = torch.tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    dataset = TensorDataset(inputs, targets)
    gen = torch.Generator()
    gen.manual_seed(seed)
    return (
        DataLoader(Subset(dataset, list(map(int, train))), batch_size, shuffle=True, generator=gen),
        DataLoader(Subset(dataset, list(map(int, val))), batch_size, shuffle=False),
    )

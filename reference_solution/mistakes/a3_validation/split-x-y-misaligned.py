"""Inputs and targets do not belong together."""

from autograder.text import Text

TITLE = Text(
    es="Cada input quedó con el target de otra muestra", en="Inputs got the targets of other samples"
)
HINT = Text(
    es="Lo que se hace con las filas de X hay que hacerlo igual con y.",
    en="Whatever is done to the rows of X has to be done to y alike.",
)
SLIDE = "Training-Validation Loop"


# %% two permutations
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    rng = np.random.default_rng(seed)
    train_set = TensorDataset(X[rng.permutation(train)], y[rng.permutation(train)])
    val_set = TensorDataset(X[val], y[val])
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(val_set, batch_size=batch_size)
    return train_loader, val_loader


# %% targets not indexed
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    train_set = TensorDataset(X[train], y[: len(train)])
    val_set = TensorDataset(X[val], y[: len(val)])
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(val_set, batch_size=batch_size)
    return train_loader, val_loader


# %% only the inputs are shuffled
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    train_set = TensorDataset(X[np.random.default_rng(seed).permutation(train)], y[train])
    val_set = TensorDataset(X[val], y[val])
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(val_set, batch_size=batch_size)
    return train_loader, val_loader

"""The targets stay integers."""

from autograder.text import Text

TITLE = Text(es="Los targets no son float32", en="The targets are not float32")
HINT = Text(
    es="Los criterios de regresión y de clasificación binaria esperan targets de punto flotante.",
    en="The criteria of regression and of binary classification expect floating-point targets.",
)
SLIDE = "Training-Validation Loop"


# %% as they come
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y).unsqueeze(1)
    train_set = TensorDataset(X[train], y[train])
    val_set = TensorDataset(X[val], y[val])
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(val_set, batch_size=batch_size)
    return train_loader, val_loader


# %% long
def make_loaders(X, y, train, val, *, batch_size, seed):
    from torch.utils.data import Subset

    inputs = torch.tensor(np.asarray(X), dtype=torch.float32)
    targets = torch.tensor(np.asarray(y)).long().reshape(-1, 1)
    dataset = TensorDataset(inputs, targets)
    gen = torch.Generator()
    gen.manual_seed(seed)
    return (
        DataLoader(Subset(dataset, list(map(int, train))), batch_size, shuffle=True, generator=gen),
        DataLoader(Subset(dataset, list(map(int, val))), batch_size, shuffle=False),
    )

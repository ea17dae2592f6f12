"""The last, smaller batch of train is dropped."""

from autograder.text import Text

TITLE = Text(es="Descarta el último batch de train", en="It drops the last training batch")
HINT = Text(
    es="Faltan muestras al final de cada epoch: el último batch puede ser más chico, pero cuenta.",
    en="Samples are missing at the end of every epoch: the last batch may be smaller, but it counts.",
)
SLIDE = "Training-Validation Loop"


# %% drop_last
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    train_set = TensorDataset(X[train], y[train])
    val_set = TensorDataset(X[val], y[val])
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(
        train_set, batch_size=batch_size, shuffle=True, generator=generator, drop_last=True
    )
    val_loader = DataLoader(val_set, batch_size=batch_size)
    return train_loader, val_loader


# %% drop_last, Subset
def make_loaders(X, y, train, val, *, batch_size, seed):
    from torch.utils.data import Subset

    inputs = torch.tensor(np.asarray(X), dtype=torch.float32)
    targets = torch.tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    dataset = TensorDataset(inputs, targets)
    gen = torch.Generator()
    gen.manual_seed(seed)
    return (
        DataLoader(
            Subset(dataset, list(map(int, train))), batch_size, shuffle=True, generator=gen, drop_last=True
        ),
        DataLoader(Subset(dataset, list(map(int, val))), batch_size, shuffle=False),
    )

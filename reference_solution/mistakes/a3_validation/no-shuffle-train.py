"""Training batches come in the same order every epoch."""

from autograder.text import Text

TITLE = Text(es="El loader de train no baraja", en="The training loader does not shuffle")
HINT = Text(
    es="El orden de las muestras es el mismo en todos los epochs, y es el de los índices.",
    en="The order of the samples is the same in every epoch, and it is that of the indices.",
)
SLIDE = "Entrenamiento de la Red"


# %% no shuffle
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    train_set = TensorDataset(X[train], y[train])
    val_set = TensorDataset(X[val], y[val])
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(train_set, batch_size=batch_size)
    val_loader = DataLoader(val_set, batch_size=batch_size)
    return train_loader, val_loader


# %% shuffle=False
def make_loaders(X, y, train, val, *, batch_size, seed):
    from torch.utils.data import Subset

    inputs = torch.tensor(np.asarray(X), dtype=torch.float32)
    targets = torch.tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    dataset = TensorDataset(inputs, targets)
    gen = torch.Generator()
    gen.manual_seed(seed)
    return (
        DataLoader(Subset(dataset, list(map(int, train))), batch_size, shuffle=False, generator=gen),
        DataLoader(Subset(dataset, list(map(int, val))), batch_size, shuffle=False),
    )

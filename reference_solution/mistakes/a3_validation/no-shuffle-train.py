"""Training batches come in the same order every epoch."""

from autograder.text import Text

TITLE = Text(es="El loader de train no baraja", en="The training loader does not shuffle")
HINT = Text(
    es="En todos los epochs cada muestra sigue a la misma: el orden es el de los índices.",
    en="In every epoch each sample follows the same one: the order is that of the indices.",
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


# %% the order given, rotated
def make_loaders(X, y, train, val, *, batch_size, seed):
    class Rotated(torch.utils.data.Sampler):
        def __init__(self, n):
            self.n, self.epoch = n, seed

        def __len__(self):
            return self.n

        def __iter__(self):
            self.epoch += 1
            return iter(np.roll(np.arange(self.n), self.epoch).tolist())

    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    train_set, val_set = TensorDataset(X[train], y[train]), TensorDataset(X[val], y[val])
    return (
        DataLoader(train_set, batch_size=batch_size, sampler=Rotated(len(train_set))),
        DataLoader(val_set, batch_size=batch_size),
    )


# %% the same batches in a drawn order
def make_loaders(X, y, train, val, *, batch_size, seed):
    class Blocks(torch.utils.data.Sampler):
        def __init__(self, n):
            self.blocks = [list(range(i, min(i + batch_size, n))) for i in range(0, n, batch_size)]
            self.generator = torch.Generator().manual_seed(seed)

        def __len__(self):
            return len(self.blocks)

        def __iter__(self):
            *full, last = self.blocks  # the smaller one stays the last
            for i in torch.randperm(len(full), generator=self.generator).tolist():
                yield full[i]
            yield last

    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    train_set, val_set = TensorDataset(X[train], y[train]), TensorDataset(X[val], y[val])
    return (
        DataLoader(train_set, batch_sampler=Blocks(len(train_set))),
        DataLoader(val_set, batch_size=batch_size),
    )

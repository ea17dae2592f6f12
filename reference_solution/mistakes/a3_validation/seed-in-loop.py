"""The training samples are shuffled once and for all."""

from autograder.text import Text

TITLE = Text(es="Todos los epochs ven el mismo orden barajado", en="All epochs see the same shuffled order")
HINT = Text(
    es="El orden está barajado, pero no cambia de un epoch a otro: se barajó una sola vez, o alguien vuelve a fijar la semilla.",
    en="The order is shuffled, but does not change from one epoch to the next: it was shuffled only once, or somebody sets the seed again.",
)
SLIDE = "Entrenamiento de la Red"


# %% indices permuted
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    train = np.random.default_rng(seed).permutation(train)
    train_set = TensorDataset(X[train], y[train])
    val_set = TensorDataset(X[val], y[val])
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(train_set, batch_size=batch_size)
    val_loader = DataLoader(val_set, batch_size=batch_size)
    return train_loader, val_loader


# %% a fixed sampler
def make_loaders(X, y, train, val, *, batch_size, seed):
    from torch.utils.data import Subset

    inputs = torch.tensor(np.asarray(X), dtype=torch.float32)
    targets = torch.tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    dataset = TensorDataset(inputs, targets)
    gen = torch.Generator()
    gen.manual_seed(seed)
    return (
        DataLoader(
            Subset(dataset, list(map(int, train))),
            batch_size,
            sampler=torch.randperm(len(train), generator=gen).tolist(),
        ),
        DataLoader(Subset(dataset, list(map(int, val))), batch_size, shuffle=False),
    )


# %% random.shuffle
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    import random

    train = [int(i) for i in train]
    random.Random(seed).shuffle(train)
    train_set = TensorDataset(X[train], y[train])
    val_set = TensorDataset(X[val], y[val])
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(train_set, batch_size=batch_size)
    val_loader = DataLoader(val_set, batch_size=batch_size)
    return train_loader, val_loader


# %% a sampler that seeds itself anew
def make_loaders(X, y, train, val, *, batch_size, seed):
    from torch.utils.data import Subset

    inputs = torch.tensor(np.asarray(X), dtype=torch.float32)
    targets = torch.tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    dataset = TensorDataset(inputs, targets)

    class Shuffled(torch.utils.data.Sampler):
        def __iter__(self):
            gen = torch.Generator().manual_seed(seed)
            return iter(torch.randperm(len(train), generator=gen).tolist())

        def __len__(self):
            return len(train)

    return (
        DataLoader(Subset(dataset, list(map(int, train))), batch_size, sampler=Shuffled()),
        DataLoader(Subset(dataset, list(map(int, val))), batch_size, shuffle=False),
    )


# %% a loader that seeds itself anew
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    train_set = TensorDataset(X[train], y[train])
    val_set = TensorDataset(X[val], y[val])
    generator = torch.Generator().manual_seed(seed)

    class Seeded(DataLoader):
        def __iter__(self):
            generator.manual_seed(seed)
            return super().__iter__()

    train_loader = Seeded(train_set, batch_size=batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(val_set, batch_size=batch_size)
    return train_loader, val_loader

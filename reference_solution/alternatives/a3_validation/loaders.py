"""B43–B51: loaders built in other ways."""


# %% TensorDataset
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    train_set = TensorDataset(X[train], y[train])
    val_set = TensorDataset(X[val], y[val])
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(val_set, batch_size=batch_size)
    return train_loader, val_loader


# %% Subset
def make_loaders(X, y, train, val, *, batch_size, seed):
    from torch.utils.data import Subset

    inputs = torch.tensor(np.asarray(X), dtype=torch.float32)
    targets = torch.tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    dataset = TensorDataset(inputs, targets)
    gen = torch.Generator()
    gen.manual_seed(seed)
    return (
        DataLoader(Subset(dataset, list(map(int, train))), batch_size, shuffle=True, generator=gen),
        DataLoader(Subset(dataset, list(map(int, val))), batch_size, shuffle=False),
    )


# %% SubsetRandomSampler
def make_loaders(X, y, train, val, *, batch_size, seed):
    from torch.utils.data import Subset, SubsetRandomSampler

    data = TensorDataset(
        torch.as_tensor(X, dtype=torch.float32), torch.as_tensor(y, dtype=torch.float32)[:, None]
    )
    sampler = SubsetRandomSampler([int(i) for i in train], generator=torch.Generator().manual_seed(seed))
    train_loader = DataLoader(data, batch_size=batch_size, sampler=sampler)
    val_loader = DataLoader(Subset(data, [int(i) for i in val]), batch_size=batch_size)
    return train_loader, val_loader


# %% RandomSampler
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    train_set = TensorDataset(X[train], y[train])
    val_set = TensorDataset(X[val], y[val])
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(
        train_set,
        batch_size=batch_size,
        sampler=torch.utils.data.RandomSampler(train_set, generator=generator),
    )
    val_loader = DataLoader(val_set, batch_size=batch_size)
    return train_loader, val_loader


# %% a Dataset of its own
def make_loaders(X, y, train, val, *, batch_size, seed):
    g = torch.Generator()
    g.manual_seed(seed)
    return (
        DataLoader(Rows(X, y, train), batch_size=batch_size, shuffle=True, generator=g, num_workers=0),
        DataLoader(Rows(X, y, val), batch_size=batch_size, shuffle=False, num_workers=0),
    )


class Rows(torch.utils.data.Dataset):
    def __init__(self, X, y, indices):
        self.X = np.asarray(X)[np.asarray(indices)].astype("float32")
        self.y = np.asarray(y)[np.asarray(indices)].astype("float32")

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return torch.from_numpy(self.X[i]), torch.tensor([self.y[i]])


# %% a Dataset over all, indexed late
def make_loaders(X, y, train, val, *, batch_size, seed):
    class Part(torch.utils.data.Dataset):
        def __init__(self, indices):
            self.indices = indices

        def __len__(self):
            return len(self.indices)

        def __getitem__(self, i):
            j = int(self.indices[i])
            return (
                torch.as_tensor(X[j], dtype=torch.float32),
                torch.as_tensor([float(y[j])], dtype=torch.float32),
            )

    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(Part(train), batch_size=batch_size, shuffle=True, generator=generator)
    return train_loader, DataLoader(Part(val), batch_size=batch_size)


# %% val in one batch
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    train_set = TensorDataset(X[train], y[train])
    val_set = TensorDataset(X[val], y[val])
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(val_set, batch_size=max(1, len(val_set)))
    return train_loader, val_loader


# %% val in double batches, no drop
def make_loaders(X, y, train, val, *, batch_size, seed):
    from torch.utils.data import Subset

    inputs = torch.tensor(np.asarray(X), dtype=torch.float32)
    targets = torch.tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    dataset = TensorDataset(inputs, targets)
    gen = torch.Generator()
    gen.manual_seed(seed)
    return (
        DataLoader(Subset(dataset, list(map(int, train))), batch_size, shuffle=True, generator=gen),
        DataLoader(Subset(dataset, list(map(int, val))), 2 * batch_size, shuffle=False, drop_last=False),
    )


# %% one generator for both
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    train_set = TensorDataset(X[train], y[train])
    val_set = TensorDataset(X[val], y[val])
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(val_set, batch_size=batch_size, generator=generator)
    return train_loader, val_loader


# %% converted late
def make_loaders(X, y, train, val, *, batch_size, seed):
    def dataset(part):
        inputs, targets = torch.as_tensor(X)[part], torch.as_tensor(y)[part]
        return TensorDataset(inputs.float(), targets.float().unsqueeze(-1))

    g = torch.Generator().manual_seed(seed)
    return (
        DataLoader(dataset(train), batch_size=batch_size, shuffle=True, generator=g),
        DataLoader(dataset(val), batch_size=batch_size),
    )


# %% an own sampler by epoch
def make_loaders(X, y, train, val, *, batch_size, seed):
    class EpochSampler(torch.utils.data.Sampler):
        def __init__(self, n):
            self.n, self.epoch = n, 0

        def __len__(self):
            return self.n

        def __iter__(self):
            self.epoch += 1
            return iter(np.random.default_rng([seed, self.epoch]).permutation(self.n).tolist())

    X32 = np.asarray(X, dtype=np.float32)
    y32 = np.asarray(y, dtype=np.float32).reshape(-1, 1)

    def part(idx):
        return TensorDataset(torch.from_numpy(X32[idx]), torch.from_numpy(y32[idx]))

    train_set, val_set = part(np.asarray(train)), part(np.asarray(val))
    return (
        DataLoader(train_set, batch_size=batch_size, sampler=EpochSampler(len(train_set))),
        DataLoader(val_set, batch_size=batch_size),
    )


# %% a class that shuffles by itself
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(np.asarray(X), dtype=torch.float32)
    y = torch.as_tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    return Batches(X[train], y[train], batch_size, seed), Batches(X[val], y[val], batch_size)


class Batches:
    def __init__(self, X, y, batch_size, seed=None):
        self.dataset = TensorDataset(X, y)
        self.batch_size = batch_size
        self.rng = None if seed is None else np.random.default_rng(seed)

    def __len__(self):
        return -(-len(self.dataset) // self.batch_size)

    def __iter__(self):
        n = len(self.dataset)
        order = np.arange(n) if self.rng is None else self.rng.permutation(n)
        for i in range(0, n, self.batch_size):
            yield self.dataset[order[i : i + self.batch_size]]

"""The validation loader shuffles."""

from autograder.text import Text

TITLE = Text(es="Baraja también validación", en="It shuffles validation, too")
HINT = Text(
    es="Los datos de validación solo se miran: su orden queda fijo, para poder comparar muestra por muestra.",
    en="Validation data are only looked at: their order stays fixed, so that one can compare sample by sample.",
)
SLIDE = "Training-Validation Loop"


# %% shuffle=True
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    train_set = TensorDataset(X[train], y[train])
    val_set = TensorDataset(X[val], y[val])
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(val_set, batch_size=batch_size, shuffle=True)
    return train_loader, val_loader


# %% with the generator
def make_loaders(X, y, train, val, *, batch_size, seed):
    from torch.utils.data import Subset

    inputs = torch.tensor(np.asarray(X), dtype=torch.float32)
    targets = torch.tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    dataset = TensorDataset(inputs, targets)
    gen = torch.Generator()
    gen.manual_seed(seed)
    return (
        DataLoader(Subset(dataset, list(map(int, train))), batch_size, shuffle=True, generator=gen),
        DataLoader(Subset(dataset, list(map(int, val))), batch_size, shuffle=True, generator=gen),
    )


# %% both by one function
def make_loaders(X, y, train, val, *, batch_size, seed):
    def loader(indices):
        inputs = torch.as_tensor(X[indices], dtype=torch.float32)
        targets = torch.as_tensor(y[indices], dtype=torch.float32).view(-1, 1)
        g = torch.Generator().manual_seed(seed)
        return DataLoader(TensorDataset(inputs, targets), batch_size=batch_size, shuffle=True, generator=g)

    return loader(train), loader(val)

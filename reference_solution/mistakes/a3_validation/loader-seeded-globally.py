"""The seed is set in the global generator."""

from autograder.text import Text

TITLE = Text(es="Fija la semilla del generador global", en="It seeds the global generator")
HINT = Text(
    es="Entre que armas el loader y lo recorres, otros sacan números del generador global (una red al inicializarse, un Dropout), y el orden cambia.",
    en="Between building the loader and going over it, others draw from the global generator (a network that is initialised, a Dropout), and the order changes.",
)
SLIDE = "Entrenamiento de la Red"


# %% manual_seed
def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    train_set = TensorDataset(X[train], y[train])
    val_set = TensorDataset(X[val], y[val])
    torch.manual_seed(seed)
    train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True)
    val_loader = DataLoader(val_set, batch_size=batch_size)
    return train_loader, val_loader


# %% np.random.seed and own sampler
def make_loaders(X, y, train, val, *, batch_size, seed):
    from torch.utils.data import Subset

    inputs = torch.tensor(np.asarray(X), dtype=torch.float32)
    targets = torch.tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    dataset = TensorDataset(inputs, targets)
    np.random.seed(seed)

    class Shuffled(torch.utils.data.Sampler):
        def __iter__(self):
            return iter(np.random.permutation(len(train)).tolist())

        def __len__(self):
            return len(train)

    return (
        DataLoader(Subset(dataset, list(map(int, train))), batch_size, sampler=Shuffled()),
        DataLoader(Subset(dataset, list(map(int, val))), batch_size, shuffle=False),
    )


# %% every generator
def make_loaders(X, y, train, val, *, batch_size, seed):
    from torch.utils.data import Subset

    inputs = torch.tensor(np.asarray(X), dtype=torch.float32)
    targets = torch.tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    dataset = TensorDataset(inputs, targets)
    import random

    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    return (
        DataLoader(Subset(dataset, list(map(int, train))), batch_size, shuffle=True),
        DataLoader(Subset(dataset, list(map(int, val))), batch_size, shuffle=False),
    )

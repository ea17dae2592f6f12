# style: torch only, recursion and Welford: tensors in and out, one global reseed inside fork_rng, scatter/bincount for strata
# option: indices are int64 tensors, standardize gives float32 tensors; batches come from a DataLoader over a Dataset with __getitems__
from functools import reduce

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset


def _permutation(n: int, seed: int) -> Tensor:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return torch.randperm(n)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    n = len(y)
    if stratify:
        import numpy as np  # labels may be of any kind, strings too

        _, codes = np.unique(y, return_inverse=True)
        codes = torch.as_tensor(codes).reshape(n)
    else:
        codes = torch.zeros(n, dtype=torch.long)
    order = _permutation(n, seed)
    order = order[torch.argsort(codes[order], stable=True)]       # class by class, shuffled within
    val, test, train = [], [], []
    for stratum in order.split(torch.bincount(codes).tolist()):
        size = len(stratum)
        a = round(size * val_fraction)
        b = min(a + round(size * test_fraction), size)
        for part, piece in zip((val, test, train), torch.tensor_split(stratum, (a, b))):
            part.append(piece)
    train, val, test = map(torch.cat, (train, val, test))
    if train.numel() == 0 or val_fraction + test_fraction >= 1:
        raise ValueError("val_fraction and test_fraction leave nothing to train on")
    return train[_permutation(len(train), seed + 1)], val, test


def _welford(state, row):
    n, mean, m2 = state
    n = n + 1
    delta = row - mean
    mean = mean + delta / n
    return n, mean, m2 + delta * (row - mean)


def standardize(X_train, *others):
    train, *rest = (torch.as_tensor(A).double() for A in (X_train, *others))
    zero = train.new_zeros(train.shape[1])
    n, mean, m2 = reduce(_welford, train.unbind(0), (0, zero, zero))
    constant = train.amax(0) == train.amin(0)
    std = torch.where(constant, 1.0, torch.sqrt(m2 / n))
    return tuple(((A - mean) / std).float() for A in (train, *rest))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or n_samples < k:
        raise ValueError(f"cannot make {k} folds of {n_samples} samples")
    chunks = torch.tensor_split(_permutation(n_samples, seed), k)
    return [(torch.cat([*chunks[:i], *chunks[i + 1 :]]), chunks[i]) for i in range(k)]


class Rows(Dataset):
    """Fetches a whole batch at once."""

    def __init__(self, X, y, which):
        which = torch.as_tensor([int(i) for i in which])
        self.X = torch.as_tensor(X)[which].to(torch.float32)
        self.y = torch.as_tensor(y)[which].to(torch.float32).unsqueeze(1)

    def __len__(self):
        return self.X.shape[0]

    def __getitem__(self, i):
        return self.X[i], self.y[i]

    def __getitems__(self, many):
        return self.X[many], self.y[many]


def make_loaders(X, y, train, val, *, batch_size, seed):
    loader = lambda which, **more: DataLoader(Rows(X, y, which), batch_size=batch_size, collate_fn=tuple, **more)
    return loader(train, shuffle=True, generator=torch.Generator().manual_seed(seed)), loader(val)


def _total(pairs):
    """Σ n·loss and Σ n, in float64, by recursion on the halves (pairwise summation)."""
    if len(pairs) == 1:
        ((n, loss),) = pairs
        return n * loss, n
    half = len(pairs) // 2
    (a, n), (b, m) = _total(pairs[:half]), _total(pairs[half:])
    return a + b, n + m


def _mean(pairs):
    total, n = _total(pairs)
    return float(total / n)


def evaluate(model, loader, criterion, device):
    training = model.training
    model.eval()
    previous = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    try:
        pairs = []
        for inputs, targets in loader:
            outputs = model(inputs.to(device))
            pairs.append((len(inputs), criterion(outputs, targets.to(device)).double()))
    finally:
        torch.set_grad_enabled(previous)
        model.train(training)
    return _mean(pairs)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    if epochs != 1:  # by halves, so that the recursion stays shallow
        history = {"train_loss": [], "val_loss": []}
        for part in (epochs // 2, epochs - epochs // 2) if epochs > 0 else ():
            piece = train_and_validate(
                model, train_loader, val_loader, criterion, optimizer, epochs=part, device=device
            )
            history = {name: history[name] + piece[name] for name in history}
        return history
    model.train()
    pairs = []
    for inputs, targets in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(inputs.to(device)), targets.to(device))
        loss.backward()
        optimizer.step()
        pairs.append((len(inputs), loss.detach().double()))
    return {"train_loss": [_mean(pairs)], "val_loss": [evaluate(model, val_loader, criterion, device)]}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    X = torch.as_tensor(X)
    device = torch.device("cpu")

    def folds():
        for train, val in kfold_indices(len(X), k, seed=seed):
            _, everything = standardize(X[train], X)
            net = make_model()
            yield train_and_validate(
                net,
                *make_loaders(everything, y, train, val, batch_size=batch_size, seed=seed),
                criterion,
                make_optimizer(net),
                epochs=epochs,
                device=device,
            )

    return [history["val_loss"][-1] for history in folds()]

# Vectorised NumPy: random keys + lexsort + rank within class; the sampler is driven by a NumPy Generator.
import numpy as np
import torch
from torch.utils.data import DataLoader, Sampler, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction > 1 - 1e-9:
        raise ValueError("val_fraction + test_fraction must stay below 1")
    n = np.shape(y)[0]
    rng = np.random.default_rng(seed)
    keys = rng.random(n)
    codes = np.unique(y, return_inverse=True)[1].reshape(-1) if stratify else np.zeros(n, dtype=np.intp)
    order = np.lexsort((keys, codes))  # by class, and at random within it
    counts = np.bincount(codes)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    rank = np.arange(n) - starts[codes[order]]
    n_val = np.rint(val_fraction * counts).astype(int)[codes[order]]
    n_test = np.rint(test_fraction * counts).astype(int)[codes[order]]
    part = np.select([rank < n_val, rank < n_val + n_test], [1, 2], default=0)
    train, val, test = (rng.permutation(order[part == p]) for p in (0, 1, 2))
    if train.size == 0:
        raise ValueError("no training sample is left")
    return train, val, test


def standardize(X_train, *others):
    A = np.array(X_train, dtype=np.float64)
    mu = A.mean(0)
    sigma = np.sqrt(np.mean(np.square(A - mu), 0))
    scale = np.divide(1.0, sigma, out=np.ones_like(sigma), where=np.ptp(A, 0) > 0)
    return tuple(((np.array(B, dtype=np.float64) - mu) * scale).astype("float32") for B in (A,) + others)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError(f"k={k} is not in 2..{n_samples}")
    permutation = np.random.default_rng(seed).permutation(n_samples)
    parts = np.array_split(permutation, k)
    return [(np.setdiff1d(permutation, part), part) for part in parts]


class NumpySampler(Sampler):
    def __init__(self, n, seed):
        self.n = n
        self.rng = np.random.default_rng(seed)

    def __iter__(self):
        yield from self.rng.permutation(self.n).tolist()

    def __len__(self):
        return self.n


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = np.asarray(X).astype(np.float32)
    y = np.asarray(y).astype(np.float32)[:, np.newaxis]
    train, val = np.array(train, dtype=np.int64), np.array(val, dtype=np.int64)
    train_set = TensorDataset(torch.from_numpy(X[train]), torch.from_numpy(y[train]))
    val_set = TensorDataset(torch.from_numpy(X[val]), torch.from_numpy(y[val]))
    train_loader = DataLoader(train_set, batch_size=batch_size, sampler=NumpySampler(len(train), seed))
    val_loader = DataLoader(val_set, batch_size=batch_size)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    mode = model.training
    losses, sizes = [], []
    model.train(False)
    with torch.inference_mode():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            losses.append(criterion(model(inputs), targets).cpu().numpy())
            sizes.append(inputs.shape[0])
    model.train(mode)
    return float(np.average(np.array(losses, dtype=np.float64), weights=sizes))


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    curve = np.full((epochs, 2), np.nan)
    for epoch in range(epochs):
        weighted = []
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            model.train()
            loss = criterion(model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            weighted.append((loss.item() * len(inputs), len(inputs)))
        summed = np.sum(np.array(weighted, dtype=np.float64), axis=0)
        curve[epoch] = summed[0] / summed[1], evaluate(model, val_loader, criterion, device)
    return dict(zip(("train_loss", "val_loss"), curve.T.tolist()))


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    last = np.zeros(k)
    for i, (train, val) in enumerate(kfold_indices(len(X), k, seed=seed)):
        Z = np.empty(X.shape, dtype=np.float32)
        Z[train], Z[val] = standardize(X[train], X[val])
        loaders = make_loaders(Z, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        history = train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu"))
        last[i] = history["val_loss"][-1]
    return last.tolist()

"""Cada muestra recibe un número de parte; los índices salen de máscaras."""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

TRAIN, VAL, TEST = range(3)


def _assign(n, val_fraction, test_fraction, rng):
    """A shuffled vector of part numbers for n samples."""
    n_val = int(np.rint(val_fraction * n))
    n_test = min(int(np.rint(test_fraction * n)), n - n_val)
    parts = np.full(n, TRAIN)
    parts[:n_val] = VAL
    parts[n_val:n_val + n_test] = TEST
    rng.shuffle(parts)
    return parts


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    rng = np.random.Generator(np.random.PCG64(seed))
    y = np.asarray(y)
    part = np.full(y.shape[0], -1)
    masks = [y == c for c in np.unique(y)] if stratify else [np.ones(y.shape[0], dtype=bool)]
    for mask in masks:
        part[mask] = _assign(int(mask.sum()), val_fraction, test_fraction, rng)
    if val_fraction + test_fraction >= 1 or not np.any(part == TRAIN):
        raise ValueError("val_fraction and test_fraction leave no training sample")
    return np.flatnonzero(part == TRAIN), np.flatnonzero(part == VAL), np.flatnonzero(part == TEST)


def standardize(X_train, *others):
    n, mean, m2 = 0, 0.0, 0.0                       # Welford, row by row
    for row in np.asarray(X_train, dtype=np.float64):
        n += 1
        delta = row - mean
        mean = mean + delta / n
        m2 = m2 + delta * (row - mean)
    first = np.asarray(X_train)[0]
    same = np.array([np.all(np.asarray(X_train)[:, j] == first[j]) for j in range(len(first))])
    scale = np.sqrt(np.where(same, 1.0, m2 / n))
    return tuple(np.float32((np.asarray(A, np.float64) - mean) / scale) for A in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    assert isinstance(n_samples, (int, np.integer))
    if k < 2 or n_samples < k:
        raise ValueError("need 2 <= k <= n_samples")
    fold_of = np.arange(n_samples) % k
    np.random.Generator(np.random.PCG64(seed)).shuffle(fold_of)
    return [(np.nonzero(fold_of != f)[0], np.nonzero(fold_of == f)[0]) for f in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    def dataset(idx):
        idx = np.array([int(i) for i in idx], dtype=int)
        return TensorDataset(torch.Tensor(np.asarray(X)[idx]), torch.Tensor(np.asarray(y)[idx]).view(-1, 1))

    common = {"batch_size": batch_size, "num_workers": 0, "pin_memory": False, "drop_last": False}
    return (
        DataLoader(dataset(train), shuffle=True, generator=torch.Generator().manual_seed(seed), **common),
        DataLoader(dataset(val), shuffle=False, **common),
    )


class Frozen:
    """Freezes every parameter while inside; gradients, flags and mode come back afterwards."""

    def __init__(self, model: nn.Module):
        self.model = model

    def __enter__(self):
        self.mode = self.model.training
        self.flags = {p: p.requires_grad for p in self.model.parameters()}
        for p in self.flags:
            p.requires_grad_(False)
        self.model.eval()

    def __exit__(self, *_):
        for p, flag in self.flags.items():
            p.requires_grad_(flag)
        self.model.train(self.mode)


def evaluate(model, loader, criterion, device):
    mean, seen = 0.0, 0
    with Frozen(model), torch.no_grad():
        for inputs, targets in loader:
            size = inputs.shape[0]
            value = criterion(model(inputs.to(device)), targets.to(device)).item()
            seen += size
            mean += (value - mean) * size / seen
    return float(mean)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    phases = (("train_loss", train_loader), ("val_loss", val_loader))
    for _ in range(epochs):
        for name, loader in phases:
            training = name == "train_loss"
            model.train(training)
            total, n = 0.0, 0
            with torch.set_grad_enabled(training):
                for inputs, targets in loader:
                    inputs, targets = inputs.to(device), targets.to(device)
                    loss = criterion(model(inputs), targets)
                    if training:
                        optimizer.zero_grad()
                        loss.backward()
                        optimizer.step()
                    total += loss.item() * len(targets)
                    n += len(targets)
            history[name].append(total / n)
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    scores = {}
    for fold, (train, val) in enumerate(kfold_indices(len(X), k, seed=seed)):
        A = np.zeros_like(X, dtype=np.float32)
        A[train], A[val] = standardize(X[train], X[val])
        loaders = make_loaders(A, y, train, val, batch_size=batch_size, seed=seed)
        net = make_model()
        scores[fold] = train_and_validate(
            net, *loaders, criterion, make_optimizer(net), epochs=epochs, device=torch.device("cpu")
        )["val_loss"][-1]
    return [scores[fold] for fold in sorted(scores)]

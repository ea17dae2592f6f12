# unusual: no random generator at all: the order is that of sha256("seed/epoch/index"), for splits, folds and the sampler of the loader
import hashlib
from itertools import groupby

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Sampler, TensorDataset


def _shuffled(items, *salt):
    def key(i):
        return hashlib.sha256("/".join(map(str, (*salt, int(i)))).encode()).digest()

    return sorted(items, key=key)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    labels = np.asarray(y).tolist() if stratify else [0] * len(y)
    parts = {"train": [], "val": [], "test": []}
    by_class = sorted(_shuffled(range(len(labels)), "holdout", seed), key=labels.__getitem__)  # stable
    for _, members in groupby(by_class, key=labels.__getitem__):
        members = list(members)
        n_val = round(val_fraction * len(members))
        n_test = round(test_fraction * len(members))
        n_test = min(n_test, len(members) - n_val)
        parts["val"] += members[:n_val]
        parts["test"] += members[n_val : n_val + n_test]
        parts["train"] += members[n_val + n_test :]
    if val_fraction + test_fraction >= 1 or not parts["train"]:
        raise ValueError("no training sample is left")
    return tuple(np.array(parts[name], dtype=np.int64) for name in ("train", "val", "test"))


def standardize(X_train, *others):
    A = np.array(X_train, dtype=np.float64)
    mean = A.mean(0)
    varies = A.min(0) != A.max(0)
    std = np.sqrt(((A - mean) ** 2).mean(0))

    def apply(B):
        centred = np.array(B, dtype=np.float64) - mean
        np.divide(centred, std, out=centred, where=np.broadcast_to(varies, centred.shape))
        return centred.astype("float32")

    return (apply(X_train), *map(apply, others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError(f"cannot make {k} folds of {n_samples} samples")
    order = _shuffled(range(n_samples), "kfold", seed)
    size, extra = divmod(n_samples, k)
    folds, start = [], 0
    for i in range(k):
        stop = start + size + (i < extra)
        folds.append((order[:start] + order[stop:], order[start:stop]))
        start = stop
    return folds


class HashSampler(Sampler):
    def __init__(self, n, seed):
        self.n, self.seed, self.epoch = n, seed, 0

    def __len__(self):
        return self.n

    def __iter__(self):
        order = _shuffled(range(self.n), "loader", self.seed, self.epoch)
        self.epoch += 1
        yield from order


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = np.asarray(X, dtype=np.float32)
    y = np.asarray(y, dtype=np.float32).reshape(-1, 1)
    sets = []
    for indices in (train, val):
        indices = np.asarray(indices, dtype=int)
        sets.append(TensorDataset(torch.tensor(X[indices]), torch.tensor(y[indices])))
    train_set, val_set = sets
    return (
        DataLoader(train_set, batch_size=batch_size, sampler=HashSampler(len(train_set), seed)),
        DataLoader(val_set, batch_size=batch_size),
    )


def evaluate(model, loader, criterion, device):
    flags = [(module, module.training) for module in model.modules()]
    model.eval()
    grad = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    total, count = 0.0, 0
    try:
        for batch in loader:
            x, t = (tensor.to(device) for tensor in batch)
            total += float(criterion(model(x), t)) * len(t)
            count += len(t)
    finally:
        torch.set_grad_enabled(grad)
        for module, flag in flags:
            module.training = flag
    return total / count


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    curves = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        total, count = 0.0, 0
        for batch in train_loader:
            x, t = (tensor.to(device) for tensor in batch)
            model.train()
            loss = criterion(model(x), t)
            model.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(t)
            count += len(t)
        curves["train_loss"].append(total / count)
        curves["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return curves


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cpu = torch.device("cpu")

    def fold(train, val):
        model = make_model()
        optimizer = make_optimizer(model)
        _, everything = standardize(np.asarray(X)[train], X)
        loaders = make_loaders(everything, y, train, val, batch_size=batch_size, seed=seed)
        return train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=cpu)["val_loss"][-1]

    return [fold(*pair) for pair in kfold_indices(len(X), k, seed=seed)]

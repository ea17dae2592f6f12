# style: no random generator at all for the splits: samples are ordered by the SHA-256 of (seed, index); plain Python lists, Fractions
# option: fractions are read as exact decimals and cut cumulatively, halves rounded down; folds are strided slices
import hashlib
import math
from fractions import Fraction

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


def _fingerprint(seed, *what):
    return hashlib.sha256(repr((int(seed), *what)).encode()).digest()


def _shuffled(items, seed, salt):
    return sorted(items, key=lambda item: _fingerprint(seed, salt, item))


def _strata(y, seed, stratify):
    members = {}
    for index, label in enumerate(np.asarray(y).tolist()):
        members.setdefault(label if stratify else "everyone", []).append(index)
    return [_shuffled(group, seed, "class") for group in members.values()]


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    # exact decimal fractions: 0.1 means one tenth, whatever its binary digits say
    f_val, f_test = Fraction(str(val_fraction)), Fraction(str(test_fraction))
    parts = train, val, test = [], [], []
    for queue in _strata(y, seed, stratify):
        a = math.ceil(f_val * len(queue) - Fraction(1, 2))
        b = math.ceil((f_val + f_test) * len(queue) - Fraction(1, 2))
        val.extend(queue[:a])
        test.extend(queue[a:b])
        train.extend(queue[b:])
    if not train or f_val + f_test >= 1:
        raise ValueError(f"nothing left to train on: {val_fraction} + {test_fraction} of {len(y)}")
    return tuple(_shuffled(part, seed, "order") for part in parts)


def standardize(X_train, *others):
    columns = [list(map(float, column)) for column in np.asarray(X_train).T]
    shift, scale = [], []
    for column in columns:
        mean = math.fsum(column) / len(column)
        spread = math.sqrt(math.fsum((v - mean) ** 2 for v in column) / len(column))
        shift.append(mean)
        scale.append(1.0 if min(column) == max(column) else spread)
    return tuple(
        ((np.asarray(A, dtype=np.float64) - shift) / scale).astype(np.float32) for A in (X_train, *others)
    )


def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError("k must be between 2 and the number of samples")
    order = _shuffled(range(n_samples), seed, "fold")
    return [([i for place, i in enumerate(order) if place % k != fold], order[fold::k]) for fold in range(k)]


class Table(Dataset):
    def __init__(self, X, y, indices):
        self.rows = [(X[i], y[i]) for i in map(int, indices)]

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        row, label = self.rows[i]
        return torch.as_tensor(row, dtype=torch.float32), torch.tensor([label], dtype=torch.float32)


class HashSampler(torch.utils.data.Sampler):
    """A new order in every epoch, which depends on (seed, epoch) and on nothing else."""

    def __init__(self, n, seed):
        self.n, self.seed, self.epoch = n, seed, 0

    def __len__(self):
        return self.n

    def __iter__(self):
        self.epoch += 1
        return iter(_shuffled(range(self.n), self.seed, f"epoch {self.epoch}"))


def make_loaders(X, y, train, val, *, batch_size, seed):
    ours, theirs = Table(X, y, train), Table(X, y, val)
    return (
        DataLoader(ours, batch_size=batch_size, sampler=HashSampler(len(ours), seed)),
        DataLoader(theirs, batch_size=batch_size),
    )


def evaluate(model, loader, criterion, device):
    found = model.training
    model.eval()
    parts = []
    with torch.no_grad():
        for inputs, targets in loader:
            loss = criterion(model(inputs.to(device)), targets.to(device))
            parts.append((loss.item(), len(inputs)))
    model.train(found)
    return math.fsum(loss * n for loss, n in parts) / sum(n for _, n in parts)


def _epoch(model, loader, criterion, optimizer, device):
    model.train()
    parts = []
    for inputs, targets in loader:
        loss = criterion(model(inputs.to(device)), targets.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        parts.append((loss.item(), len(inputs)))
    return math.fsum(loss * n for loss, n in parts) / sum(n for _, n in parts)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cpu, result = torch.device("cpu"), []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model().to(cpu)
        history = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=cpu
        )
        result.append(history["val_loss"][-1])
    return result

# style: randomness from blake2b hashes instead of any generator; list subclass of indices; evaluate on a deep copy; cumulative floor cuts
# open options used: a Sampler of its own with an epoch counter hashed with the seed; cross_validate forks the global RNG and seeds it per fold
import copy
import math
from bisect import bisect_right
from hashlib import blake2b
from itertools import groupby

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, Sampler


class IndexList(list):
    """A list of ints with a nicer face."""

    def __repr__(self):
        return f"IndexList({len(self)} samples)"


def _key(*what):
    return blake2b(repr(tuple(int(w) for w in what)).encode(), digest_size=16).digest()


def _shuffled(items, *salt):
    return sorted(map(int, items), key=lambda i: _key(*salt, i))


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    labels = np.asarray(y).tolist()
    everyone = range(len(labels))
    if stratify:
        groups = [list(g) for _, g in groupby(sorted(everyone, key=labels.__getitem__), key=labels.__getitem__)]
    else:
        groups = [list(everyone)]
    parts = IndexList(), IndexList(), IndexList()
    for group in groups:
        n = len(group)
        cuts = [math.floor(n * val_fraction + 1e-9), math.floor(n * (val_fraction + test_fraction) + 1e-9)]
        for rank, i in enumerate(_shuffled(group, seed)):
            parts[(1, 2, 0)[bisect_right(cuts, rank)]].append(i)
    if not parts[0]:
        raise ValueError("no sample is left for training")
    return tuple(IndexList(_shuffled(part, seed, 1)) for part in parts)


def standardize(X_train, *others):
    base = np.array(X_train, dtype=np.float64)
    anchor = base[0]
    shifted = base - anchor  # exact zeros where the column is constant
    mean = shifted.mean(axis=0)
    scale = np.sqrt(((shifted - mean) ** 2).mean(axis=0))
    scale[~shifted.any(axis=0)] = 1.0
    return tuple(
        (((np.asarray(a, dtype=np.float64) - anchor) - mean) / scale).astype(np.float32) for a in (X_train, *others)
    )


def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError("k must be between 2 and n_samples")
    order = _shuffled(range(n_samples), seed, 2)
    return [(IndexList(i for r, i in enumerate(order) if r % k != f), IndexList(order[f::k])) for f in range(k)]


class Rows(Dataset):
    def __init__(self, X, y, index):
        self.rows = [
            (torch.tensor(X[i], dtype=torch.float32), torch.tensor([y[i]], dtype=torch.float32)) for i in map(int, index)
        ]

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        return self.rows[i]


class HashSampler(Sampler):
    def __init__(self, n, seed):
        self.n, self.seed, self.epoch = n, seed, 0

    def __len__(self):
        return self.n

    def __iter__(self):
        self.epoch += 1
        yield from _shuffled(range(self.n), self.seed, 3, self.epoch)


def make_loaders(X, y, train, val, *, batch_size, seed):
    return (
        DataLoader(Rows(X, y, train), batch_size=batch_size, sampler=HashSampler(len(train), seed)),
        DataLoader(Rows(X, y, val), batch_size=batch_size),
    )


def evaluate(model, loader, criterion, device):
    twin = copy.deepcopy(model).eval()
    with torch.inference_mode():
        pairs = [(criterion(twin(x.to(device)), t.to(device)).item(), len(t)) for x, t in loader]
    return math.fsum(v * n for v, n in pairs) / sum(n for _, n in pairs)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        pairs = []
        for x, t in train_loader:
            x, t = x.to(device), t.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), t)
            loss.backward()
            optimizer.step()
            pairs.append((loss.item(), len(t)))
        history["train_loss"].append(math.fsum(v * n for v, n in pairs) / sum(n for _, n in pairs))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    out = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            model = make_model()
            Z = np.zeros(np.shape(X), dtype=np.float32)
            Z[train], Z[val] = standardize(X[train], X[val])
            loaders = make_loaders(Z, y, train, val, batch_size=batch_size, seed=seed)
            run = train_and_validate(
                model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
            )
        out.append(run["val_loss"][-1])
    return out

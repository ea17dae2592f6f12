# unusual: pure Python: lists of ints, random.Random(seed), defaultdict, statistics; tensors appear only where a network needs them
import math
import random
import statistics
from collections import defaultdict
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    rng = random.Random(seed)
    n = len(y)
    groups = defaultdict(list)
    for i, label in enumerate(np.asarray(y).tolist()):
        groups[label if stratify else None].append(i)

    train, val, test = [], [], []
    for label in sorted(groups) if stratify else groups:
        members = groups[label]
        rng.shuffle(members)
        a = int(math.floor(val_fraction * len(members) + 0.5))
        b = int(math.floor((val_fraction + test_fraction) * len(members) + 0.5))
        val.extend(members[:a])
        test.extend(members[a:b])
        train.extend(members[b:])
    if math.isclose(val_fraction + test_fraction, 1.0) or val_fraction + test_fraction > 1 or not train:
        raise ValueError(f"{val_fraction} and {test_fraction} leave none of the {n} samples to train on")
    for part in (train, val, test):
        rng.shuffle(part)
    return train, val, test


def standardize(X_train, *others):
    columns = list(zip(*np.asarray(X_train, dtype=float).tolist()))
    means = [statistics.fmean(column) for column in columns]
    stds = [statistics.pstdev(column, mu) if min(column) < max(column) else 1.0 for column, mu in zip(columns, means)]

    def transform(array):
        rows = [[(v - m) / s for v, m, s in zip(row, means, stds)] for row in np.asarray(array, dtype=float).tolist()]
        return np.array(rows, dtype=np.float32).reshape(-1, len(columns))

    return tuple(map(transform, (X_train, *others)))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("2 <= k <= n_samples, please")
    order = list(range(n_samples))
    random.Random(seed).shuffle(order)
    folds = []
    for i in range(k):
        val = order[i::k]
        chosen = set(val)
        folds.append(([j for j in order if j not in chosen], val))
    return folds


class Rows(Dataset):
    def __init__(self, X, y, indices):
        self.X, self.y = X, y
        self.indices = [int(i) for i in indices]

    def __len__(self):
        return len(self.indices)

    def __getitem__(self, position):
        i = self.indices[position]
        return (
            torch.tensor(np.asarray(self.X[i]).tolist(), dtype=torch.float32),
            torch.tensor([float(self.y[i])], dtype=torch.float32),
        )


class Shuffled:
    """A sampler: another order each time that it is gone over, from a Random of its own."""

    def __init__(self, n, seed):
        self.n = n
        self.rng = random.Random(seed)

    def __len__(self):
        return self.n

    def __iter__(self):
        order = list(range(self.n))
        self.rng.shuffle(order)
        return iter(order)


def make_loaders(X, y, train, val, *, batch_size, seed):
    rows = Rows(X, y, train)
    return (
        DataLoader(rows, batch_size=batch_size, sampler=Shuffled(len(rows), seed)),
        DataLoader(Rows(X, y, val), batch_size=batch_size),
    )


@contextmanager
def watching(model):
    mode = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(mode)


def evaluate(model, loader, criterion, device):
    losses, weights = [], []
    with watching(model):
        for inputs, targets in loader:
            losses.append(criterion(model(inputs.to(device)), targets.to(device)).item())
            weights.append(inputs.shape[0])
    return statistics.fmean(losses, weights)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    def learn(inputs, targets):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        return loss.item()

    history = defaultdict(list, train_loss=[], val_loss=[])
    for _ in range(epochs):
        model.train()
        pairs = [(learn(x.to(device), t.to(device)), x.shape[0]) for x, t in train_loader]
        history["train_loss"].append(statistics.fmean(*zip(*pairs)))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return dict(history)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    results = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        scaled = standardize([X[i] for i in train], X)[1]
        model = make_model()
        optimizer = make_optimizer(model)
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        history = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        *_, last = history["val_loss"]
        results.append(last)
    return results

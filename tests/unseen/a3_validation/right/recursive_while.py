# Recursion, while, next; no random generator for the splits: samples are ordered by a hash of (seed, index).
# reads: "shuffled by seed" is met by any order that looks random and depends on the seed alone.
import hashlib
import random

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def _shuffled(indices, seed, salt=""):
    def key(i):
        return hashlib.sha256(f"{seed}|{salt}|{int(i)}".encode()).digest()

    return sorted((int(i) for i in indices), key=key)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction > 1 - 1e-9:
        raise ValueError("the fractions leave no sample to train on")

    def deal(groups):
        if len(groups) > 1:
            middle = len(groups) // 2
            return tuple(a + b for a, b in zip(deal(groups[:middle]), deal(groups[middle:])))
        (group,) = groups
        n_val = round(len(group) * val_fraction)
        n_test = round(len(group) * test_fraction)
        return group[n_val + n_test:], group[:n_val], group[n_val:n_val + n_test]

    def by_class(indices):
        groups = []
        while indices:
            first = y[indices[0]]
            groups.append([i for i in indices if y[i] == first])
            indices = [i for i in indices if y[i] != first]
        return groups

    everything = _shuffled(range(len(y)), seed)
    parts = deal(by_class(everything) if stratify else [everything])
    if not parts[0]:
        raise ValueError("the fractions leave no sample to train on")
    return tuple(np.array(_shuffled(part, seed, "parts"), dtype=np.int64) for part in parts)


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    d = X_train.shape[1]
    means, stds = np.zeros(d), np.ones(d)
    j = 0
    while j < d:
        column = X_train[:, j]
        means[j] = column.mean()
        if column.min() < column.max():
            stds[j] = np.linalg.norm(column - means[j]) / np.sqrt(len(column))
        j += 1

    def apply(arrays):
        if not arrays:
            return ()
        return (((np.asarray(arrays[0], dtype=np.float64) - means) / stds).astype(np.float32),) + apply(arrays[1:])

    return apply((X_train,) + others)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be in 2..n_samples")

    def cut(order, pieces):
        parts = []
        while pieces:
            size = len(order) // pieces
            parts.append(order[:size])
            order, pieces = order[size:], pieces - 1
        return parts

    parts = cut(_shuffled(range(n_samples), seed), k)
    folds = []
    while len(folds) < k:
        i = len(folds)
        train = []
        for j, part in enumerate(parts):
            if j != i:
                train.extend(part)
        folds.append((train, parts[i]))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    class Order:
        def __init__(self, n):
            self.n, self.random = n, random.Random(seed)

        def __len__(self):
            return self.n

        def __iter__(self):
            left = list(range(self.n))
            self.random.shuffle(left)
            while left:
                yield left.pop()

    def part(rows):
        rows = np.fromiter((int(i) for i in rows), dtype=np.int64)
        inputs = torch.tensor(np.asarray(X)[rows]).to(torch.float32)
        targets = torch.tensor(np.asarray(y)[rows]).to(torch.float32)
        return TensorDataset(inputs, targets.reshape(-1, 1))

    train_part, val_part = part(train), part(val)
    return (
        DataLoader(train_part, batch_size=batch_size, sampler=Order(len(train_part))),
        DataLoader(val_part, batch_size=batch_size),
    )


def _walk(loader, device, loss_of_batch):
    batches = iter(loader)
    total, n = 0.0, 0
    batch = next(batches, None)
    while batch is not None:
        inputs, targets = batch[0].to(device), batch[1].to(device)
        total += loss_of_batch(inputs, targets) * len(inputs)
        n += len(inputs)
        batch = next(batches, None)
    return total / n


def evaluate(model, loader, criterion, device):
    mode = model.training

    def loss_of_batch(inputs, targets):
        with torch.no_grad():
            return float(criterion(model.forward(inputs), targets))

    try:
        model.eval()
        return _walk(loader, device, loss_of_batch)
    finally:
        model.train(mode)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    def loss_of_batch(inputs, targets):
        model.train()
        model.zero_grad()
        optimizer.zero_grad()
        loss = criterion(model.forward(inputs), targets)
        loss.backward()
        optimizer.step()
        return loss.item()

    history = {"train_loss": [], "val_loss": []}
    remaining = epochs
    while remaining > 0:
        history["train_loss"].append(_walk(train_loader, device, loss_of_batch))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
        remaining -= 1
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def run(train, val):
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        history = train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu"))
        return history["val_loss"][-1]

    folds = iter(kfold_indices(len(X), k, seed=seed))
    losses = []
    while (fold := next(folds, None)) is not None:
        losses.append(run(*fold))
    return losses

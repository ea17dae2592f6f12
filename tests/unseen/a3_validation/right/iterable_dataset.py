# Unusual: the training set is an IterableDataset (with a length) that shuffles itself anew at each pass; splits use random.Random.
import math
import random
from itertools import groupby

import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    rng = random.Random(f"holdout {seed}")
    label = np.asarray(y).tolist().__getitem__ if stratify else (lambda i: 0)
    order = list(range(len(y)))
    rng.shuffle(order)
    train, val, test = [], [], []
    for _, group in groupby(sorted(order, key=label), key=label):  # sorted is stable
        group = list(group)
        a = math.floor(val_fraction * len(group) + 0.5)
        b = min(len(group), math.floor((val_fraction + test_fraction) * len(group) + 0.5))
        if test_fraction == 0:
            b = a
        val += group[:a]
        test += group[a:b]
        train += group[max(a, b):]
    for part in (train, val, test):
        rng.shuffle(part)
    if not train:
        raise ValueError("no training sample is left")
    return train, val, test


def standardize(X_train, *others):
    columns = np.asarray(X_train, dtype=np.float64).T
    mean = np.array([math.fsum(c) / len(c) if min(c) < max(c) else c[0] for c in columns])
    deviation = np.array([math.sqrt(math.fsum((c - m) ** 2) / len(c)) or 1.0 for c, m in zip(columns, mean)])

    def transform(array):
        return np.float32((np.asarray(array, dtype=np.float64) - mean) / deviation)

    return (transform(X_train), *(transform(other) for other in others))


def kfold_indices(n_samples, k, *, seed):
    if k not in range(2, n_samples + 1):
        raise ValueError("k out of range")
    order = random.Random(f"folds {seed}").sample(range(n_samples), n_samples)
    size, extra = divmod(n_samples, k)
    folds, start = [], 0
    for i in range(k):
        stop = start + size + (i < extra)
        folds.append((order[:start] + order[stop:], order[start:stop]))
        start = stop
    return folds


class SelfShuffling(IterableDataset):
    def __init__(self, inputs, targets, seed):
        self.inputs, self.targets = inputs, targets
        self.rng = random.Random(f"loader {seed}")

    def __len__(self):
        return len(self.inputs)

    def __iter__(self):
        order = self.rng.sample(range(len(self)), len(self))
        return iter([(self.inputs[i], self.targets[i]) for i in order])


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.from_numpy(np.array(X, dtype=np.float32))
    y = torch.from_numpy(np.array(y, dtype=np.float32)[:, np.newaxis])
    train, val = [int(i) for i in train], [int(i) for i in val]
    return (
        DataLoader(SelfShuffling(X[train], y[train], seed), batch_size=batch_size),
        DataLoader(TensorDataset(X[val], y[val]), batch_size=batch_size),
    )


def evaluate(model, loader, criterion, device):
    mode = model.training
    model.eval()
    previous = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    try:
        pieces = [
            criterion(model(inputs.to(device)), targets.to(device)).item() * len(targets) for inputs, targets in loader
        ]
    finally:
        torch.set_grad_enabled(previous)
        model.train(mode)
    return sum(pieces) / len(loader.dataset)


def epochs_of(model, train_loader, val_loader, criterion, optimizer, device):
    """Endless generator of (training loss, validation loss)."""
    while True:
        total = n = 0
        for inputs, targets in train_loader:
            model.train()
            for p in model.parameters():
                p.grad = None
            loss = criterion(model(inputs.to(device)), targets.to(device))
            loss.backward()
            optimizer.step()
            total, n = total + float(loss) * len(inputs), n + len(inputs)
        yield total / n, evaluate(model, val_loader, criterion, device)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    curve = epochs_of(model, train_loader, val_loader, criterion, optimizer, device)
    pairs = [next(curve) for _ in range(epochs)]
    return {"train_loss": [a for a, _ in pairs], "val_loss": [b for _, b in pairs]}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def folds():
        for train, val in kfold_indices(len(X), k, seed=seed):
            Z = standardize(np.asarray(X)[train], X)[1]
            net = make_model()
            yield train_and_validate(
                net,
                *make_loaders(Z, y, train, val, batch_size=batch_size, seed=seed),
                criterion,
                make_optimizer(net),
                epochs=epochs,
                device=torch.device("cpu"),
            )

    return [history["val_loss"].pop() for history in folds()]

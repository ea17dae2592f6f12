# unusual: a DataLoader subclass that reseeds its generator at the start of each epoch with (seed, epoch); a mode decorator; itertools for the folds
import functools
import itertools

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def _check_fractions(function):
    @functools.wraps(function)
    def wrapper(y, *, val_fraction, test_fraction, seed, stratify=True):
        if val_fraction + test_fraction >= 1:
            raise ValueError("val_fraction + test_fraction >= 1 leaves nothing to train on")
        train, val, test = function(
            y, val_fraction=val_fraction, test_fraction=test_fraction, seed=seed, stratify=stratify
        )
        if len(train) == 0:
            raise ValueError("nothing to train on")
        return train, val, test

    return wrapper


@_check_fractions
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    generator = torch.Generator().manual_seed(seed)
    y = np.asarray(y)
    pools = (np.flatnonzero(y == c) for c in np.unique(y)) if stratify else (np.arange(len(y)),)
    train, val, test = [], [], []
    for pool in pools:
        pool = pool[torch.randperm(len(pool), generator=generator).numpy()]
        n_val = int(np.rint(len(pool) * val_fraction))
        n_test = int(np.rint(len(pool) * (val_fraction + test_fraction))) - n_val
        it = iter(pool.tolist())
        val += itertools.islice(it, n_val)
        test += itertools.islice(it, n_test)
        train += it
    return train, val, test


def standardize(X_train, *others):
    def f64(array):
        return np.asarray(array).astype(np.float64, copy=True)

    base = f64(X_train)
    mean = np.add.reduce(base, axis=0) / len(base)
    var = np.add.reduce((base - mean) ** 2, axis=0) / len(base)
    varies = np.array([np.unique(base[:, j]).size > 1 for j in range(base.shape[1])])
    results = []
    for array in (X_train,) + others:
        a = f64(array)
        a -= mean
        a[:, varies] /= np.sqrt(var[varies])
        results.append(a.astype(np.float32))
    return tuple(results)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("2 <= k <= n_samples is needed")
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(n_samples, generator=generator).tolist()
    buckets = [[] for _ in range(k)]
    for bucket, i in zip(itertools.cycle(buckets), order):
        bucket.append(i)
    return [
        (list(itertools.chain.from_iterable(buckets[:f] + buckets[f + 1 :])), buckets[f]) for f in range(k)
    ]


class EpochLoader(DataLoader):
    def __init__(self, dataset, *, batch_size, seed):
        super().__init__(dataset, batch_size=batch_size, shuffle=True, generator=torch.Generator())
        self.base_seed = seed
        self.epoch = 0

    def __iter__(self):
        self.generator.manual_seed(self.base_seed * 100_003 + self.epoch)
        self.epoch += 1
        return super().__iter__()


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.tensor(np.asarray(X, dtype=np.float32))
    y = torch.tensor(np.asarray(y, dtype=np.float32)).unsqueeze(1)
    train, val = (torch.tensor([int(i) for i in part], dtype=torch.int64) for part in (train, val))
    return (
        EpochLoader(TensorDataset(X[train], y[train]), batch_size=batch_size, seed=seed),
        DataLoader(TensorDataset(X[val], y[val]), batch_size=batch_size, shuffle=False),
    )


def in_eval_mode(function):
    @functools.wraps(function)
    def wrapper(model, *args, **kwargs):
        mode = model.training
        try:
            return function(model.eval(), *args, **kwargs)
        finally:
            model.train(mode)

    return wrapper


@in_eval_mode
@torch.inference_mode()
def evaluate(model, loader, criterion, device):
    total = 0.0
    n = 0
    for inputs, targets in loader:
        loss = criterion(model(inputs.to(device)), targets.to(device))
        total += loss.item() * inputs.size(0)
        n += inputs.size(0)
    return total / n


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in itertools.repeat(None, epochs):
        running = 0.0
        for inputs, targets in train_loader:
            model.train()
            inputs, targets = inputs.to(device), targets.to(device)

            def closure():
                optimizer.zero_grad()
                loss = criterion(model(inputs), targets)
                loss.backward()
                return loss

            running += optimizer.step(closure).item() * inputs.size(0)
        history["train_loss"].append(running / len(train_loader.dataset))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        scaled = standardize(X[train], X)[-1]
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        history = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        losses.append(history["val_loss"][-1])
    return losses

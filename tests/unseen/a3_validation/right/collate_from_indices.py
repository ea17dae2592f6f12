# Unusual: the loaders' dataset is a list of row numbers and collate_fn fetches the rows; a decorator evaluates, and folds come from a generator.
import functools
import warnings
from typing import NamedTuple

import numpy as np
import torch
from torch.utils.data import DataLoader

warnings.simplefilter("ignore")


class Split(NamedTuple):
    train: np.ndarray
    val: np.ndarray
    test: np.ndarray


def _cut(indices, val_fraction, test_fraction):
    n = len(indices)
    n_val = min(n, int(np.rint(val_fraction * n)))
    n_test = min(n - n_val, int(np.rint(test_fraction * n)))
    return np.split(indices, [n - n_val - n_test, n - n_test])


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("the fractions add up to everything")
    rng = np.random.default_rng([seed, 0xD1])
    y = np.asarray(y)
    groups = (np.flatnonzero(y == value) for value in np.unique(y)) if stratify else (np.arange(len(y)),)
    cuts = [_cut(rng.permutation(group), val_fraction, test_fraction) for group in groups]
    if sum(len(cut[0]) for cut in cuts) == 0:
        raise ValueError("no training sample")
    return Split(*(rng.permutation(np.concatenate(column)) for column in zip(*cuts)))


def standardize(X_train, *others):
    X = np.array(X_train, dtype=np.longdouble)
    mean = X.mean(axis=0)
    centred = X - mean
    scale = np.sqrt(np.einsum("nd,nd->d", centred, centred) / len(X))
    constant = (np.diff(X, axis=0) == 0).all(axis=0)
    mean[constant], scale[constant] = X[0, constant], 1
    return tuple(((np.array(A, dtype=np.longdouble) - mean) / scale).astype(np.float32) for A in [X_train, *others])


def kfold_indices(n_samples, k, *, seed):
    if not (2 <= k <= n_samples):
        raise ValueError(f"cannot make {k} folds of {n_samples} samples")

    def deal(rest, folds):
        while folds:
            size = -(-len(rest) // folds)  # rounded up
            yield rest[:size]
            rest, folds = rest[size:], folds - 1

    everything = np.random.default_rng([seed, 0xF0]).permutation(n_samples)
    return [(everything[~np.isin(everything, val)], val) for val in deal(everything, k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    inputs = torch.tensor(np.asarray(X, dtype=np.float32))
    targets = torch.tensor(np.asarray(y, dtype=np.float32)).unsqueeze(-1)

    def fetch(rows):
        return inputs[rows], targets[rows]

    build = functools.partial(DataLoader, batch_size=batch_size, collate_fn=fetch)
    generator = torch.Generator()
    generator.manual_seed(seed)
    return (
        build([int(i) for i in train], shuffle=True, generator=generator),
        build([int(i) for i in val]),
    )


def untouched(function):
    @functools.wraps(function)
    def wrapper(model, *args, **kwargs):
        training = model.training
        model.eval()
        with torch.no_grad():
            result = function(model, *args, **kwargs)
        model.train(training)
        return result

    return wrapper


@untouched
def evaluate(model, loader, criterion, device):
    return functools.reduce(
        lambda total, batch: total + criterion(model(batch[0].to(device)), batch[1].to(device)).item() * len(batch[0]),
        loader,
        0.0,
    ) / len(loader.dataset)


def _train(model, loader, criterion, optimizer, device):
    model.train()
    losses, counts = [], []
    for batch in loader:
        inputs, targets = (part.to(device) for part in batch)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
        counts.append(len(inputs))
    weights = torch.tensor(counts, dtype=torch.float64)
    return (torch.stack(losses).cpu().double() @ weights / weights.sum()).item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    curve = [
        (_train(model, train_loader, criterion, optimizer, device), evaluate(model, val_loader, criterion, device))
        for _ in range(epochs)
    ]
    return dict(zip(("train_loss", "val_loss"), map(list, zip(*curve)))) if curve else {"train_loss": [], "val_loss": []}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cpu = torch.device("cpu")
    return [
        train_and_validate(
            model := make_model(),
            *make_loaders(standardize(X[train], X)[1], y, train, val, batch_size=batch_size, seed=seed),
            criterion,
            make_optimizer(model),
            epochs=epochs,
            device=cpu,
        )["val_loss"][-1]
        for train, val in kfold_indices(len(X), k, seed=seed)
    ]

# exercise: make_loaders
"""Assignment 3 (English), defensive style: assertions, logging, a context manager class."""
import logging

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

log = logging.getLogger(__name__)
TRAIN, VAL, TEST = 0, 1, 2


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y).ravel()
    rng = np.random.default_rng(seed)
    part = np.full(y.size, TRAIN)
    labels = y if stratify else np.zeros_like(y, dtype=np.int8)
    for value in np.unique(labels):
        where = rng.permutation(np.flatnonzero(labels == value))
        quota_val = int(val_fraction * where.size + 0.5)
        quota_test = int((val_fraction + test_fraction) * where.size + 0.5) - quota_val
        part[where[:quota_val]] = VAL
        part[where[quota_val:quota_val + quota_test]] = TEST
    train, val, test = (rng.permutation(np.flatnonzero(part == p)) for p in (TRAIN, VAL, TEST))
    if train.size == 0:
        raise ValueError("no sample is left for training")
    assert train.size + val.size + test.size == y.size
    return train, val, test


def standardize(X_train, *others):
    X_train = np.array(X_train, dtype=np.float64)
    lo, hi = X_train.min(axis=0), X_train.max(axis=0)
    mean = np.where(lo == hi, lo, X_train.mean(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        inv = np.where(lo == hi, 1.0, 1.0 / X_train.std(axis=0))
    result = tuple(((np.array(a, dtype=np.float64) - mean) * inv).astype(np.float32) for a in (X_train,) + others)
    assert all(np.isfinite(r).all() for r in result)
    return result


def kfold_indices(n_samples, k, *, seed):
    if k < 2:
        raise ValueError("at least two folds")
    elif k > n_samples:
        raise ValueError("more folds than samples")
    rng = np.random.default_rng(seed)
    folds = [[] for _ in range(k)]
    for position, sample in enumerate(rng.permutation(n_samples)):
        folds[position % k].append(int(sample))
    everything = set(range(n_samples))
    return [(list(everything - set(fold)), fold) for fold in folds]


def make_loaders(X, y, train, val, *, batch_size, seed):
    inputs = torch.tensor(X, dtype=torch.float32)
    targets = torch.tensor(y, dtype=torch.float32)
    targets = torch.stack([targets], dim=1)
    assert targets.shape == (len(inputs), 1)
    rows = lambda idx: torch.tensor([int(i) for i in idx], dtype=torch.int64)
    gen = torch.Generator()
    gen.manual_seed(seed)
    train_loader = DataLoader(
        TensorDataset(inputs.index_select(0, rows(train)), targets.index_select(0, rows(train))),
        batch_size=batch_size, shuffle=True, generator=gen)
    val_loader = DataLoader(
        TensorDataset(inputs.index_select(0, rows(val)), targets.index_select(0, rows(val))),
        batch_size=batch_size, shuffle=False, drop_last=True)
    return train_loader, val_loader


class Mode:
    """with Mode(model, training=False): ..."""

    def __init__(self, model, training):
        self.model, self.training = model, training

    def __enter__(self):
        self.before = self.model.training
        self.model.train(self.training)
        self.grad = torch.set_grad_enabled(self.training)
        self.grad.__enter__()

    def __exit__(self, *exc):
        self.grad.__exit__(*exc)
        self.model.train(self.before)


def _loop(model, loader, criterion, device, after_batch=lambda loss: None):
    total = count = 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        after_batch(loss)
        total += loss.item() * len(targets)
        count += len(targets)
    log.debug("loss over %d samples: %f", count, total / count)
    return total / count


def evaluate(model, loader, criterion, device):
    with Mode(model, training=False):
        return _loop(model, loader, criterion, device)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    assert epochs >= 0

    def update(loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        with Mode(model, training=True):
            history["train_loss"].append(_loop(model, train_loader, criterion, device, update))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = {}
    for number, (train, val) in enumerate(kfold_indices(len(X), k, seed=seed)):
        scaled_train, scaled_val = standardize(X[train], X[val])
        everything = np.zeros((len(X), X.shape[1]), dtype=np.float32)
        everything[train] = scaled_train
        everything[val] = scaled_val
        loaders = make_loaders(everything, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(model, *loaders, criterion, make_optimizer(model), epochs=epochs,
                                     device=torch.device("cpu"))
        losses[number] = history["val_loss"][-1]
    return list(losses.values())

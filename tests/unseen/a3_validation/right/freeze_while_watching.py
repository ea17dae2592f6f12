# unusual: while validating, parameters are frozen as well (requires_grad_ put back one by one) and the state is checked to be what it was
import math
import warnings

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, RandomSampler, SequentialSampler, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    n = len(y)
    left = 1 - math.fsum([val_fraction, test_fraction])
    if left <= 0 or math.isclose(left, 0, abs_tol=1e-9):
        raise ValueError("val_fraction and test_fraction leave nothing")
    rng = np.random.Generator(np.random.Philox(seed))
    mask = np.full(n, "train", dtype="<U5")
    strata = np.asarray(y).astype("U") if stratify else np.full(n, "")
    for stratum in sorted(set(strata)):
        (where,) = np.nonzero(strata == stratum)
        rng.shuffle(where)
        n_val = int(np.floor(val_fraction * len(where) + 0.5))
        n_out = int(np.floor((val_fraction + test_fraction) * len(where) + 0.5))
        mask[where[:n_val]] = "val"
        mask[where[n_val:n_out]] = "test"
    parts = [rng.permutation(np.nonzero(mask == name)[0]) for name in ("train", "val", "test")]
    if parts[0].size == 0:
        raise ValueError("nothing to train on")
    return tuple(parts)


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=float)
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        mean = np.average(X_train, axis=0)
        std = np.std(X_train, axis=0)
        constant = X_train.min(axis=0) == X_train.max(axis=0)

        def go(A):
            centred = np.asarray(A, dtype=float) - mean
            return np.where(constant, centred, centred / std).astype(np.float32)

        return tuple(go(A) for A in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("bad k")
    order = np.random.Generator(np.random.Philox(seed)).permutation(n_samples)
    folds = []
    for val in np.array_split(order, k):
        is_train = np.ones(n_samples, dtype=bool)
        is_train[val] = False
        folds.append((np.arange(n_samples)[is_train], np.sort(val)))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    train = np.asarray(train).astype(int)
    val = np.asarray(val).astype(int)
    tensors = [
        (torch.FloatTensor(np.asarray(X, dtype=np.float32)[i]), torch.FloatTensor(np.asarray(y, dtype=np.float32)[i, None]))
        for i in (train, val)
    ]
    train_set, val_set = (TensorDataset(*pair) for pair in tensors)
    shuffle = torch.Generator()
    shuffle.manual_seed(seed)
    return (
        DataLoader(train_set, batch_size=batch_size, sampler=RandomSampler(train_set, generator=shuffle)),
        DataLoader(val_set, batch_size=batch_size, sampler=SequentialSampler(val_set)),
    )


class Museum:
    """Look, do not touch."""

    def __init__(self, model):
        self.model = model

    def __enter__(self):
        model = self.model
        self.mode = model.training
        self.flags = [(p, p.requires_grad) for p in model.parameters()]
        self.versions = [p._version for p in model.parameters()]
        model.eval()
        for p in model.parameters():
            p.requires_grad_(False)
        self.guard = torch.no_grad()
        self.guard.__enter__()
        return model

    def __exit__(self, *exc):
        self.guard.__exit__(*exc)
        for p, flag in self.flags:
            p.requires_grad_(flag)
        self.model.train(self.mode)
        if exc[0] is None:
            assert self.versions == [p._version for p in self.model.parameters()], "somebody touched the weights"


def evaluate(model, loader, criterion, device):
    with Museum(model) as exhibit:
        per_batch = {}
        for number, (x, t) in enumerate(loader):
            x, t = x.to(device), t.to(device)
            per_batch[number] = (float(criterion(exhibit(x), t)), x.size(0))
    return math.fsum(loss * n for loss, n in per_batch.values()) / sum(n for _, n in per_batch.values())


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    def train_epoch():
        model.train()
        per_batch = []
        for x, t in train_loader:
            x, t = x.to(device), t.to(device)
            for p in model.parameters():
                p.grad = None
            loss = criterion(model(x), t)
            loss.backward()
            optimizer.step()
            per_batch.append((float(loss), x.size(0)))
        return math.fsum(loss * n for loss, n in per_batch) / sum(n for _, n in per_batch)

    rows = [(train_epoch(), evaluate(model, val_loader, criterion, device)) for _ in range(epochs)]
    return {"train_loss": [row[0] for row in rows], "val_loss": [row[1] for row in rows]}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cpu = torch.device("cpu")
    out = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        Z = np.empty(np.shape(X), dtype=np.float32)
        Z[train], Z[val] = standardize(X[train], X[val])
        model = make_model()
        loaders = make_loaders(Z, y, train, val, batch_size=batch_size, seed=seed)
        history = train_and_validate(model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=cpu)
        out += history["val_loss"][-1:]
    return out

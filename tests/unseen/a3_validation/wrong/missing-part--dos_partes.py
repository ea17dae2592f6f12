# exercise: holdout_indices
# mistake: It returns train and validation only; the test part is set aside and never handed back.
"""Assignment 3, functional flavour."""
from itertools import accumulate

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def _split(indices, fractions, rng):
    shuffled = rng.permutation(indices)
    cuts = list(accumulate(round(f * len(shuffled)) for f in fractions))
    return np.split(shuffled, cuts)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("nothing left to train on")
    rng = np.random.default_rng(seed)
    everything = np.arange(len(y))
    groups = [everything[y == c] for c in np.unique(y)] if stratify else [everything]
    pieces = [_split(group, (test_fraction, val_fraction), rng) for group in groups]
    test, val, train = map(np.concatenate, zip(*pieces))
    if not train.size:
        raise ValueError("nothing left to train on")
    return train, val


def standardize(X_train, *others):
    base = np.asarray(X_train, float)
    center = base.mean(0)
    spread = base.std(0)
    spread[np.ptp(base, axis=0) == 0] = 1
    return tuple(np.asarray((np.asarray(a, float) - center) / spread, np.float32) for a in (base, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or n_samples < k:
        raise ValueError((n_samples, k))
    fold_of = np.random.default_rng(seed).permutation(np.arange(n_samples) % k)
    return [(np.flatnonzero(fold_of != f), np.flatnonzero(fold_of == f)) for f in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    as_float = lambda a: torch.tensor(np.asarray(a), dtype=torch.float32)
    pick = lambda ix: TensorDataset(as_float(X)[torch.as_tensor(ix)], as_float(y)[torch.as_tensor(ix), None])
    train, val = map(list, (train, val))
    rng = torch.Generator().manual_seed(seed)
    return (
        DataLoader(pick(train), batch_size=batch_size, shuffle=True, generator=rng),
        DataLoader(pick(val), batch_size=batch_size),
    )


def _mean_loss(pairs):
    total, count = map(sum, zip(*pairs))
    return total / count


@torch.no_grad()
def _val_pairs(model, loader, criterion, device):
    return [(criterion(model(x.to(device)), y.to(device)).item() * len(x), len(x)) for x, y in loader]


def evaluate(model, loader, criterion, device):
    mode = model.training
    try:
        return _mean_loss(_val_pairs(model.eval(), loader, criterion, device))
    finally:
        model.train(mode)


def _train_pairs(model, loader, criterion, optimizer, device):
    model.train()
    for x, y in loader:
        loss = criterion(model(x.to(device)), y.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield loss.item() * len(x), len(x)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    rows = [
        (
            _mean_loss(_train_pairs(model, train_loader, criterion, optimizer, device)),
            evaluate(model, val_loader, criterion, device),
        )
        for _ in range(epochs)
    ]
    return {"train_loss": [a for a, _ in rows], "val_loss": [b for _, b in rows]}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def one(fold):
        train, val = fold
        loaders = make_loaders(standardize(X[train], X)[1], y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        return train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )["val_loss"][-1]

    return list(map(one, kfold_indices(len(X), k, seed=seed)))

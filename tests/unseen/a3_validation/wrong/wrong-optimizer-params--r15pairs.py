# exercise: cross_validate
# mistake: makes pairs of a model and an optimizer, but the optimizer of each pair is made for another new model
from functools import partial


import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    labels = np.asarray(y)
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(labels == c) for c in np.unique(labels)] if stratify else [np.arange(len(labels))]

    def deal(group):
        a = round(len(group) * val_fraction)
        b = a + round(len(group) * test_fraction)
        val, test, train = np.split(rng.permutation(group), [a, b])
        return train, val, test

    train, val, test = (rng.permutation(np.concatenate(part)) for part in zip(*map(deal, groups)))
    if not len(train) or val_fraction + test_fraction >= 1:
        raise ValueError("nothing left to train on")
    return train, val, test


def standardize(X_train, *others):
    base = np.asarray(X_train, dtype=float)
    mu = base.mean(0)
    scale = np.where(np.ptp(base, axis=0) == 0, 1.0, base.std(0))
    return tuple(((np.asarray(A, dtype=float) - mu) / scale).astype("float32") for A in (base, *others))


def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k={k} with {n_samples} samples")
    order = np.random.default_rng(seed).permutation(n_samples)
    return [(np.delete(order, np.s_[i::k]), order[i::k]) for i in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    as_float = partial(torch.as_tensor, dtype=torch.float32)

    def dataset(idx):
        idx = np.asarray(idx, dtype=int)
        return TensorDataset(as_float(np.asarray(X)[idx]), as_float(np.asarray(y)[idx])[:, None])

    load = partial(DataLoader, batch_size=batch_size)
    return (
        load(dataset(train), shuffle=True, generator=torch.Generator().manual_seed(seed)),
        load(dataset(val)),
    )


def evaluate(model, loader, criterion, device):
    mode = model.training
    model.eval()
    with torch.no_grad():
        pairs = [
            (criterion(model(x.to(device)), y.to(device)).item(), len(x)) for x, y in loader
        ]
    model.train(mode)
    losses, sizes = zip(*pairs)
    return float(np.average(losses, weights=sizes))


def fit_batch(model, x, y, criterion, optimizer):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    def epoch():
        model.train()
        seen = [
            (fit_batch(model, x.to(device), y.to(device), criterion, optimizer), len(x)) for x, y in train_loader
        ]
        train_loss = sum(v * n for v, n in seen) / sum(n for _, n in seen)
        return train_loss, evaluate(model, val_loader, criterion, device)

    curve = [epoch() for _ in range(epochs)]
    return {"train_loss": [t for t, _ in curve], "val_loss": [v for _, v in curve]}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cpu = torch.device("cpu")
    setups = [(make_model(), make_optimizer(make_model())) for _ in range(k)]

    def run(fold, setup):
        (train, val), (model, optimizer) = fold, setup
        (Z,) = standardize(X[train], X)[1:]
        loaders = make_loaders(Z, y, train, val, batch_size=batch_size, seed=seed)
        history = train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=cpu)
        return history["val_loss"][-1]

    return list(map(run, kfold_indices(len(X), k, seed=seed), setups))

# exercise: standardize
# mistake: a column that is constant in X_train is divided by 0 and nan_to_num hides it: the other arrays get 3e38 instead of the centred value.
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.model_selection import KFold


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    """Rank every sample by its relative position within its (shuffled) class, then cut the ranking."""
    y = np.asarray(y)
    n = len(y)
    n_val, n_test = round(n * val_fraction), round(n * test_fraction)
    if n - n_val - n_test <= 0 or val_fraction + test_fraction >= 1:
        raise ValueError("fractions leave no training samples")

    generator = np.random.default_rng(seed)
    labels = y if stratify else np.zeros(n, dtype=int)
    position = np.empty(n)
    for label in np.unique(labels):
        members = generator.permutation(np.flatnonzero(labels == label))
        position[members] = (np.arange(len(members)) + 0.5) / len(members)
    ranking = np.argsort(position, kind="stable")

    val = ranking[:n_val]
    test = ranking[n_val:n_val + n_test]
    train = ranking[n_val + n_test:]
    return generator.permutation(train), generator.permutation(val), generator.permutation(test)


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=float)
    mean, std = X_train.mean(0), X_train.std(0)
    std = np.where((X_train == X_train[0]).all(0), 0.0, std)

    def transform(X):
        with np.errstate(divide="ignore", invalid="ignore"):
            Z = (np.asarray(X, dtype=float) - mean) / std
        return np.nan_to_num(Z.astype(np.float32))  # 0/0 in constant columns -> 0

    return tuple(transform(X) for X in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k out of range")
    return list(KFold(n_splits=k, shuffle=True, random_state=seed).split(np.zeros((n_samples, 1))))


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(np.asarray(X), dtype=torch.float32)
    y = torch.as_tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    train = torch.as_tensor(np.asarray(train), dtype=torch.long)
    val = torch.as_tensor(np.asarray(val), dtype=torch.long)
    g = torch.Generator()
    g.manual_seed(seed)
    train_loader = DataLoader(TensorDataset(X[train], y[train]), batch_size=batch_size, shuffle=True, generator=g)
    val_loader = DataLoader(TensorDataset(X[val], y[val]), batch_size=batch_size)
    return train_loader, val_loader


@contextmanager
def evaluating(model):
    mode = model.training
    model.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        model.train(mode)


def evaluate(model, loader, criterion, device):
    with evaluating(model):
        losses = [
            (criterion(model(x.to(device)), y.to(device)).item(), len(x)) for x, y in loader
        ]
    return sum(l * n for l, n in losses) / sum(n for _, n in losses)


def _train_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total = 0.0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = criterion(model(x), y)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
    return total / len(loader.dataset)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(_train_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def one_fold(train, val):
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        return history["val_loss"][-1]

    return [one_fold(train, val) for train, val in kfold_indices(len(X), k, seed=seed)]

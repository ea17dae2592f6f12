"""Tarea 3, apoyada en scikit-learn."""
from contextlib import contextmanager

import numpy as np
import torch
from sklearn.model_selection import KFold, train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, Subset, TensorDataset


def _cut(indices, y, size, seed, stratify):
    """(rest, part) with `size` samples in part; sklearn does not accept an empty part."""
    if size == 0:
        return indices, indices[:0]
    return train_test_split(
        indices, test_size=int(size), random_state=seed, shuffle=True, stratify=y[indices] if stratify else None
    )


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    n = len(y)
    n_val, n_test = (int(round(f * n)) for f in (val_fraction, test_fraction))
    if val_fraction + test_fraction > 1 - 1e-9 or n_val + n_test >= n:
        raise ValueError(f"nothing left to train with: {val_fraction=} {test_fraction=}")
    rest, test = _cut(np.random.RandomState(seed).permutation(n), y, n_test, seed, stratify)
    train, val = _cut(rest, y, n_val, seed + 1, stratify)
    return train, val, test


def standardize(X_train, *others):
    scaler = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))
    # scale_ is 1 where the column is constant; by hand because transform() refuses empty arrays
    apply = lambda A: ((np.asarray(A, dtype=np.float64) - scaler.mean_) / scaler.scale_).astype(np.float32)
    return tuple(map(apply, (X_train, *others)))


def kfold_indices(n_samples, k, *, seed):
    # KFold itself raises ValueError for k < 2 and for k > n_samples
    splitter = KFold(n_splits=k, shuffle=True, random_state=seed)
    return list(splitter.split(np.empty((n_samples, 1))))


def make_loaders(X, y, train, val, *, batch_size, seed):
    data = TensorDataset(
        torch.as_tensor(np.asarray(X), dtype=torch.float32),
        torch.as_tensor(np.asarray(y), dtype=torch.float32)[:, None],
    )
    generator = torch.Generator()
    generator.manual_seed(seed)
    return (
        DataLoader(Subset(data, [int(i) for i in train]), batch_size, shuffle=True, generator=generator),
        DataLoader(Subset(data, [int(i) for i in val]), batch_size, shuffle=False),
    )


@contextmanager
def evaluating(model):
    mode = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(mode)


def evaluate(model, loader, criterion, device):
    total = 0.0
    with evaluating(model):
        for inputs, targets in loader:
            outputs = model(inputs.to(device))
            total += criterion(outputs, targets.to(device)).item() * len(inputs)
    return total / len(loader.dataset)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history["train_loss"].append(total / len(train_loader.dataset))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cpu = torch.device("cpu")
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        scaled = np.empty(np.shape(X), dtype=np.float32)
        scaled[train], scaled[val] = standardize(X[train], X[val])
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=cpu
        )
        losses.append(history["val_loss"][-1])
    return losses

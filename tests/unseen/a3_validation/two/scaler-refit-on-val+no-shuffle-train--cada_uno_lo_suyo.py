# exercise: standardize, make_loaders
# mistake: every array is standardised by its own statistics; the training loader is not shuffled.
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset


def _cut(indices: np.ndarray, val_fraction: float, test_fraction: float) -> tuple[np.ndarray, ...]:
    first = round(len(indices) * val_fraction)
    second = round(len(indices) * (val_fraction + test_fraction))
    val, test, train = np.split(indices, [first, second])
    return train, val, test


def holdout_indices(
    y: np.ndarray, *, val_fraction: float, test_fraction: float, seed: int, stratify: bool = True
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    labels = np.asarray(y)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(labels))
    groups = [order[labels[order] == c] for c in np.unique(labels)] if stratify else [order]
    parts = [_cut(group, val_fraction, test_fraction) for group in groups]
    train, val, test = (rng.permutation(np.concatenate(p)) for p in zip(*parts))
    if val_fraction + test_fraction >= 1 or len(train) == 0:
        raise ValueError("the fractions leave no training sample")
    return train, val, test


def _zscore(a: np.ndarray) -> np.ndarray:
    a = np.asarray(a, dtype=np.float64)
    std = np.where(np.ptp(a, axis=0) == 0, 1.0, a.std(axis=0))
    return ((a - a.mean(axis=0)) / std).astype(np.float32)


def standardize(X_train: np.ndarray, *others: np.ndarray) -> tuple[np.ndarray, ...]:
    return tuple(_zscore(a) for a in (X_train, *others))


def kfold_indices(n_samples: int, k: int, *, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must be between 2 and {n_samples}, got {k}")
    order = np.random.default_rng(seed).permutation(n_samples)
    fold_of = np.arange(n_samples) % k
    return [(order[fold_of != i], order[fold_of == i]) for i in range(k)]


def _dataset(X: np.ndarray, y: np.ndarray, indices) -> TensorDataset:
    idx = np.asarray(indices, dtype=np.int64)
    inputs = torch.as_tensor(np.asarray(X)[idx], dtype=torch.float32)
    targets = torch.as_tensor(np.asarray(y)[idx], dtype=torch.float32).unsqueeze(1)
    return TensorDataset(inputs, targets)


def make_loaders(
    X: np.ndarray, y: np.ndarray, train, val, *, batch_size: int, seed: int
) -> tuple[DataLoader, DataLoader]:
    train_loader = DataLoader(_dataset(X, y, train), batch_size=batch_size)
    val_loader = DataLoader(_dataset(X, y, val), batch_size=batch_size)
    return train_loader, val_loader


@contextmanager
def _eval_mode(model: nn.Module) -> Iterator[None]:
    previous = model.training
    model.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        model.train(previous)


def evaluate(model: nn.Module, loader: DataLoader, criterion, device: torch.device) -> float:
    total, count = 0.0, 0
    with _eval_mode(model):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            total += criterion(model(inputs), targets).item() * inputs.shape[0]
            count += inputs.shape[0]
    return total / count


def _train_epoch(model: nn.Module, loader: DataLoader, criterion, optimizer, device: torch.device) -> float:
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * inputs.shape[0]
        count += inputs.shape[0]
    return total / count


def train_and_validate(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion,
    optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> dict[str, list[float]]:
    history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(_train_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def _run_fold(make_model, make_optimizer, X, y, train, val, *, epochs, batch_size, criterion, seed) -> float:
    mean = X[train].mean(axis=0)
    std = np.where(np.ptp(X[train], axis=0) == 0, 1.0, X[train].std(axis=0))
    X_scaled = (X - mean) / std
    loaders = (
        DataLoader(
            _dataset(X_scaled, y, train),
            batch_size=batch_size,
            shuffle=True,
            generator=torch.Generator().manual_seed(seed),
        ),
        DataLoader(_dataset(X_scaled, y, val), batch_size=batch_size),
    )
    model = make_model()
    history = train_and_validate(
        model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
    )
    return history["val_loss"][-1]


def cross_validate(
    make_model, make_optimizer, X, y, *, k: int, epochs: int, batch_size: int, criterion, seed: int
) -> list[float]:
    options = dict(epochs=epochs, batch_size=batch_size, criterion=criterion, seed=seed)
    return [
        _run_fold(make_model, make_optimizer, X, y, train, val, **options)
        for train, val in kfold_indices(len(X), k, seed=seed)
    ]

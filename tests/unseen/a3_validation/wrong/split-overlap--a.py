# exercise: holdout_indices
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader, TensorDataset

Criterion = Callable[[Tensor, Tensor], Tensor]
Indices = np.ndarray | Tensor | Sequence[int]


def holdout_indices(
    y: np.ndarray, *, val_fraction: float, test_fraction: float, seed: int, stratify: bool = True
) -> tuple[Indices, Indices, Indices]:
    """Reparte las muestras en train, validation y test."""
    if val_fraction + test_fraction >= 1:
        raise ValueError("no quedan muestras para entrenar")
    rng = np.random.default_rng(seed)
    n = len(y)
    if not stratify:
        perm = rng.permutation(n)
        n_val = round(val_fraction * n)
        n_test = round(test_fraction * n)
        val = perm[:n_val]
        test = perm[:n_test]
        train = perm[n_val + n_test :]
    else:
        train, val, test = [], [], []
        for clase in np.unique(y):
            idx = rng.permutation(np.flatnonzero(y == clase))
            n_val = round(val_fraction * len(idx))
            n_test = round(test_fraction * len(idx))
            val.append(idx[:n_val])
            test.append(idx[:n_test])
            train.append(idx[n_val + n_test :])
        train = rng.permutation(np.concatenate(train))
        val = rng.permutation(np.concatenate(val))
        test = rng.permutation(np.concatenate(test))
    if len(train) == 0:
        raise ValueError("no quedan muestras para entrenar")
    return train, val, test


def standardize(X_train: np.ndarray, *others: np.ndarray) -> tuple[np.ndarray | Tensor, ...]:
    """Estandariza con la media y la desviación de `X_train`."""
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    std = np.where(std == 0, 1.0, std)
    partes = (X_train, *others)
    return tuple(((X - mean) / std).astype(np.float32) for X in partes)


def kfold_indices(n_samples: int, k: int, *, seed: int) -> list[tuple[Indices, Indices]]:
    """Reparte las muestras en `k` folds."""
    if k < 2 or k > n_samples:
        raise ValueError("k debe estar entre 2 y n_samples")
    perm = np.random.default_rng(seed).permutation(n_samples)
    partes = np.array_split(perm, k)
    folds = []
    for i in range(k):
        val = partes[i]
        train = np.concatenate([partes[j] for j in range(k) if j != i])
        folds.append((train, val))
    return folds


def make_loaders(
    X: np.ndarray, y: np.ndarray, train: Indices, val: Indices, *, batch_size: int, seed: int
) -> tuple[DataLoader, DataLoader]:
    """Arma los loaders de train y de validación."""
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).reshape(-1, 1)
    train = torch.as_tensor(np.asarray(train), dtype=torch.long)
    val = torch.as_tensor(np.asarray(val), dtype=torch.long)
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(
        TensorDataset(X[train], y[train]), batch_size=batch_size, shuffle=True, generator=generator
    )
    val_loader = DataLoader(TensorDataset(X[val], y[val]), batch_size=batch_size, shuffle=False)
    return train_loader, val_loader


def evaluate(model: nn.Module, loader: DataLoader, criterion: Criterion, device: torch.device) -> float:
    """Mide el loss de la red sobre un loader, sin cambiarla."""
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            total += loss.item() * len(inputs)
            n += len(inputs)
    model.train(was_training)
    return total / n


def train_and_validate(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> dict[str, list[float]]:
    """Entrena la red y la valida al final de cada epoch."""
    history = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        model.train()
        total, n = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            n += len(inputs)
        history["train_loss"].append(total / n)
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(
    make_model: Callable[[], nn.Module],
    make_optimizer: Callable[[nn.Module], Optimizer],
    X: np.ndarray,
    y: np.ndarray,
    *,
    k: int,
    epochs: int,
    batch_size: int,
    criterion: Criterion,
    seed: int,
) -> list[float]:
    """Entrena y valida una red nueva en cada fold."""
    device = torch.device("cpu")
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, X_std = standardize(X[train], X)
        train_loader, val_loader = make_loaders(X_std, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        history = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=device
        )
        losses.append(history["val_loss"][-1])
    return losses

"""Entrega de la tarea 3: holdout, k-fold y ciclo de entrenamiento con validación."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader, TensorDataset

Criterion = Callable[[Tensor, Tensor], Tensor]
Indices = np.ndarray | Tensor | Sequence[int]


# --- datos ---------------------------------------------------------------------------------------


def _cut(indices: np.ndarray, val_fraction: float, test_fraction: float) -> list[np.ndarray]:
    """Corta en val, test y train, en los puntos redondeados."""
    n = len(indices)
    first = round(n * val_fraction)
    second = max(first, round(n * (val_fraction + test_fraction)))
    return np.split(indices, [first, second])


def holdout_indices(
    y: np.ndarray, *, val_fraction: float, test_fraction: float, seed: int, stratify: bool = True
) -> tuple[Indices, Indices, Indices]:
    if val_fraction + test_fraction >= 1.0:
        raise ValueError("val_fraction + test_fraction debe ser menor que 1")
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(y))
    strata = [order]
    if stratify:
        shuffled = np.asarray(y)[order]
        strata = [order[shuffled == label] for label in np.unique(shuffled)]
    pieces = [_cut(stratum, val_fraction, test_fraction) for stratum in strata]
    val, test, train = (rng.permutation(np.concatenate(part)) for part in zip(*pieces))
    if train.size == 0:
        raise ValueError("no quedan muestras para entrenar")
    return train, val, test


@dataclass(frozen=True)
class _Scaler:
    mean: np.ndarray
    scale: np.ndarray

    @classmethod
    def fit(cls, X: np.ndarray) -> _Scaler:
        X = np.asarray(X, dtype=np.float64)
        constant = (X == X[0]).all(axis=0)
        mean = np.where(constant, X[0], X.mean(axis=0))
        scale = np.where(constant, 1.0, X.std(axis=0, ddof=0))
        return cls(mean, scale)

    def __call__(self, X: np.ndarray) -> np.ndarray:
        return ((np.asarray(X, dtype=np.float64) - self.mean) / self.scale).astype(np.float32)


def standardize(X_train: np.ndarray, *others: np.ndarray) -> tuple[np.ndarray, ...]:
    scaler = _Scaler.fit(X_train)
    return tuple(map(scaler, (X_train, *others)))


def kfold_indices(n_samples: int, k: int, *, seed: int) -> list[tuple[Indices, Indices]]:
    if k < 2 or k > n_samples:
        raise ValueError(f"k debe estar entre 2 y {n_samples}; llegó {k}")
    order = np.random.default_rng(seed).permutation(n_samples)
    bounds = [i * n_samples // k for i in range(k + 1)]
    return [
        (np.concatenate([order[:start], order[stop:]]), order[start:stop])
        for start, stop in zip(bounds[:-1], bounds[1:])
    ]


def _dataset(X: np.ndarray, y: np.ndarray, indices: Indices) -> TensorDataset:
    rows = np.asarray(indices, dtype=np.int64)
    inputs = torch.as_tensor(np.asarray(X)[rows], dtype=torch.float32)
    targets = torch.as_tensor(np.asarray(y)[rows], dtype=torch.float32).unsqueeze(1)
    return TensorDataset(inputs, targets)


def make_loaders(
    X: np.ndarray, y: np.ndarray, train: Indices, val: Indices, *, batch_size: int, seed: int
) -> tuple[DataLoader, DataLoader]:
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(_dataset(X, y, train), batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(_dataset(X, y, val), batch_size)
    return train_loader, val_loader


# --- ciclo ---------------------------------------------------------------------------------------


@contextmanager
def _evaluating(model: nn.Module) -> Iterator[None]:
    was_training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        model.train(was_training)


class _SampleMean:
    def __init__(self) -> None:
        self.total, self.count = 0.0, 0

    def update(self, mean: float, n: int) -> None:
        self.total += mean * n
        self.count += n

    def __float__(self) -> float:
        return self.total / self.count


def evaluate(model: nn.Module, loader: DataLoader, criterion: Criterion, device: torch.device) -> float:
    mean = _SampleMean()
    with _evaluating(model):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            mean.update(criterion(model(inputs), targets).item(), len(inputs))
    return float(mean)


def _train(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    model.train()
    mean = _SampleMean()
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        mean.update(loss.item(), len(inputs))
    return float(mean)


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
    history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(_train(model, train_loader, criterion, optimizer, device))
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
    cpu = torch.device("cpu")

    def run_fold(train: Indices, val: Indices) -> float:
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=cpu
        )
        return history["val_loss"][-1]

    return [run_fold(train, val) for train, val in kfold_indices(len(X), k, seed=seed)]

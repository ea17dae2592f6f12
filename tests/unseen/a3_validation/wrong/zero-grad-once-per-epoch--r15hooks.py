# exercise: train_and_validate
# mistake: the hook at the start of the epoch clears the gradients, and nothing clears them between the batches
"""Assignment 3 -- holdout, k-fold and the training-validation loop."""
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader, Dataset, TensorDataset

Criterion = Callable[[Tensor, Tensor], Tensor]


class LossMeter:
    """Mean over samples of losses that are means over batches."""

    def __init__(self) -> None:
        self.total, self.samples = 0.0, 0

    def update(self, loss: Tensor, samples: int) -> None:
        self.total += loss.item() * samples
        self.samples += samples

    def mean(self) -> float:
        return self.total / self.samples


@contextmanager
def eval_mode(model: nn.Module) -> Iterator[None]:
    before = model.training
    model.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        model.train(before)


def _largest(n: int, fraction: float) -> int:
    return int(np.floor(n * fraction + 0.5))


def holdout_indices(
    y: np.ndarray, *, val_fraction: float, test_fraction: float, seed: int, stratify: bool = True
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    y = np.asarray(y)
    if val_fraction + test_fraction >= 1:
        raise ValueError("the fractions leave nothing to train on")
    rng = np.random.default_rng(seed)
    strata = np.unique(y, return_inverse=True)[1] if stratify else np.zeros(len(y), dtype=int)
    part = np.zeros(len(y), dtype=int)  # 0 train, 1 val, 2 test
    for stratum in range(strata.max() + 1):
        members = rng.permutation(np.flatnonzero(strata == stratum))
        n_val = _largest(len(members), val_fraction)
        n_test = _largest(len(members), test_fraction)
        part[members[:n_val]] = 1
        part[members[n_val : n_val + n_test]] = 2
    train, val, test = (rng.permutation(np.flatnonzero(part == p)) for p in (0, 1, 2))
    if train.size == 0:
        raise ValueError("the fractions leave nothing to train on")
    return train, val, test


class Scaler:
    def fit(self, X: np.ndarray) -> "Scaler":
        X = np.asarray(X, dtype=np.float64)
        self.mean_ = X.mean(axis=0)
        self.scale_ = X.std(axis=0)
        self.scale_[(X == X[0]).all(axis=0)] = 1.0
        return self

    def transform(self, X: np.ndarray) -> np.ndarray:
        return ((X - self.mean_) / self.scale_).astype(np.float32)


def standardize(X_train: np.ndarray, *others: np.ndarray) -> tuple[np.ndarray, ...]:
    scaler = Scaler().fit(X_train)
    return tuple(scaler.transform(X) for X in (X_train, *others))


def kfold_indices(n_samples: int, k: int, *, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    if k < 2 or k > n_samples:
        raise ValueError(f"cannot make {k} folds of {n_samples} samples")
    fold_of = np.random.default_rng(seed).permutation(np.arange(n_samples) % k)
    return [(np.flatnonzero(fold_of != f), np.flatnonzero(fold_of == f)) for f in range(k)]


def _dataset(X: np.ndarray, y: np.ndarray, indices) -> Dataset:
    rows = np.asarray(indices, dtype=np.int64)
    inputs = torch.from_numpy(np.asarray(X)[rows].astype(np.float32))
    targets = torch.from_numpy(np.asarray(y)[rows].astype(np.float32)).unsqueeze(1)
    return TensorDataset(inputs, targets)


def make_loaders(X, y, train, val, *, batch_size: int, seed: int) -> tuple[DataLoader, DataLoader]:
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(_dataset(X, y, train), batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(_dataset(X, y, val), batch_size, shuffle=False)
    return train_loader, val_loader


def evaluate(model: nn.Module, loader: DataLoader, criterion: Criterion, device: torch.device) -> float:
    meter = LossMeter()
    with eval_mode(model):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            meter.update(criterion(model(inputs), targets), len(inputs))
    return meter.mean()


class Loop:
    """The training half, one method per event."""

    def __init__(self, model: nn.Module, criterion: Criterion, optimizer: Optimizer) -> None:
        self.model, self.criterion, self.optimizer = model, criterion, optimizer

    def on_epoch_start(self) -> None:
        self.model.train()
        self.optimizer.zero_grad(set_to_none=True)
        self.meter = LossMeter()

    def on_batch(self, inputs: Tensor, targets: Tensor) -> None:
        loss = self.criterion(self.model(inputs), targets)
        loss.backward()
        self.optimizer.step()
        self.meter.update(loss, len(inputs))

    def on_epoch_end(self) -> float:
        return self.meter.mean()


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
    loop = Loop(model, criterion, optimizer)
    for _ in range(epochs):
        loop.on_epoch_start()
        for inputs, targets in train_loader:
            loop.on_batch(inputs.to(device), targets.to(device))
        history["train_loss"].append(loop.on_epoch_end())
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(
    make_model, make_optimizer, X, y, *, k: int, epochs: int, batch_size: int, criterion, seed: int
) -> list[float]:
    losses: list[float] = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        scaled = Scaler().fit(X[train]).transform(X)
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        for _ in range(epochs):
            model.train()
            for inputs, targets in train_loader:
                loss = criterion(model(inputs), targets)
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                optimizer.step()
        losses.append(evaluate(model, val_loader, criterion, torch.device("cpu")))
    return losses

# exercise: train_and_validate
# mistake: a context manager clears the gradients when it ends, after backward and before step, so the weights never move
from contextlib import contextmanager
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader, TensorDataset

Criterion = Callable[[Tensor, Tensor], Tensor]
Indices = np.ndarray | Tensor | Sequence[int]


def _cut(pool: np.ndarray, val_fraction: float, test_fraction: float) -> tuple[np.ndarray, ...]:
    """Cut a shuffled pool into (train, val, test)."""
    n_val = round(val_fraction * len(pool))
    n_test = min(round(test_fraction * len(pool)), len(pool) - n_val)
    val, test, train = np.split(pool, [n_val, n_val + n_test])
    return train, val, test


def holdout_indices(
    y: np.ndarray, *, val_fraction: float, test_fraction: float, seed: int, stratify: bool = True
) -> tuple[Indices, Indices, Indices]:
    if val_fraction + test_fraction >= 1:
        raise ValueError("val_fraction and test_fraction leave nothing to train on")
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(y))
    pools = [order[y[order] == label] for label in np.unique(y)] if stratify else [order]
    cuts = [_cut(pool, val_fraction, test_fraction) for pool in pools]
    train, val, test = (rng.permutation(np.concatenate(part)) for part in zip(*cuts))
    if train.size == 0:
        raise ValueError("no training sample is left")
    return train, val, test


def standardize(X_train, *others):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))
    return tuple(scaler.transform(np.asarray(a, dtype=np.float64)).astype("float32") for a in (X_train, *others))


def kfold_indices(n_samples: int, k: int, *, seed: int) -> list[tuple[Indices, Indices]]:
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must lie between 2 and {n_samples}, not {k}")
    order = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed)).numpy()
    fold_of = np.arange(n_samples) % k
    return [(order[fold_of != fold], order[fold_of == fold]) for fold in range(k)]


def _dataset(X: np.ndarray, y: np.ndarray, indices: Indices) -> TensorDataset:
    rows = np.asarray(indices, dtype=np.int64)
    inputs = torch.as_tensor(np.asarray(X)[rows], dtype=torch.float32)
    targets = torch.as_tensor(np.asarray(y)[rows], dtype=torch.float32).unsqueeze(1)
    return TensorDataset(inputs, targets)


def make_loaders(
    X: np.ndarray, y: np.ndarray, train: Indices, val: Indices, *, batch_size: int, seed: int
) -> tuple[DataLoader, DataLoader]:
    generator = torch.Generator().manual_seed(seed)
    return (
        DataLoader(_dataset(X, y, train), batch_size=batch_size, shuffle=True, generator=generator),
        DataLoader(_dataset(X, y, val), batch_size=batch_size),
    )


@torch.no_grad()
def evaluate(model: nn.Module, loader: DataLoader, criterion: Criterion, device: torch.device) -> float:
    was_training = model.training
    model.eval()
    try:
        total, seen = 0.0, 0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            total += criterion(model(inputs), targets).item() * inputs.size(0)
            seen += inputs.size(0)
    finally:
        model.train(was_training)
    return total / seen


@contextmanager
def clean_gradients(optimizer: Optimizer):
    """Start without gradients and leave none behind."""
    optimizer.zero_grad()
    yield
    optimizer.zero_grad()


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
    curves: dict[str, list[float]] = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        total, seen = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            with clean_gradients(optimizer):
                loss = criterion(model(inputs), targets)
                loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            seen += len(inputs)
        curves["train_loss"].append(total / seen)
        curves["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return curves


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
        model = make_model()
        optimizer = make_optimizer(model)
        _, scaled = standardize(X[np.asarray(train)], X)
        loaders = make_loaders(np.asarray(scaled), y, train, val, batch_size=batch_size, seed=seed)
        history = train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=cpu)
        return history["val_loss"][-1]

    return [run_fold(train, val) for train, val in kfold_indices(len(X), k, seed=seed)]

# exercise: make_loaders
# mistake: it takes only the lengths of train and val and cuts X in order, so the indices themselves do not matter
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


def standardize(X_train: np.ndarray, *others: np.ndarray) -> tuple[np.ndarray | Tensor, ...]:
    reference = np.asarray(X_train, dtype=np.float64)
    constant = np.ptp(reference, axis=0) == 0
    mean = reference.mean(axis=0)
    scale = np.where(constant, 1.0, reference.std(axis=0))

    def transform(array: np.ndarray) -> np.ndarray:
        return ((np.asarray(array, dtype=np.float64) - mean) / scale).astype(np.float32)

    return tuple(transform(array) for array in (X_train, *others))


def kfold_indices(n_samples: int, k: int, *, seed: int) -> list[tuple[Indices, Indices]]:
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must lie between 2 and {n_samples}, not {k}")
    order = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed)).numpy()
    fold_of = np.arange(n_samples) % k
    return [(order[fold_of != fold], order[fold_of == fold]) for fold in range(k)]


def make_loaders(
    X: np.ndarray, y: np.ndarray, train: Indices, val: Indices, *, batch_size: int, seed: int
) -> tuple[DataLoader, DataLoader]:
    """The samples were shuffled by the split already: the first block is train, the next one val."""
    inputs = torch.as_tensor(np.asarray(X), dtype=torch.float32)
    targets = torch.as_tensor(np.asarray(y), dtype=torch.float32).unsqueeze(1)
    sizes = [len(train), len(val)]
    (x_train, x_val), (y_train, y_val) = (t[: sum(sizes)].split(sizes) for t in (inputs, targets))
    train_loader = DataLoader(
        TensorDataset(x_train, y_train),
        batch_size=batch_size,
        shuffle=True,
        generator=torch.Generator().manual_seed(seed),
    )
    val_loader = DataLoader(TensorDataset(x_val, y_val), batch_size=batch_size)
    return train_loader, val_loader


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


def _train_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    model.train()
    total, seen = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * inputs.size(0)
        seen += inputs.size(0)
    return total / seen


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
        history["train_loss"].append(_train_epoch(model, train_loader, criterion, optimizer, device))
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
        model = make_model()
        optimizer = make_optimizer(model)
        _, scaled = standardize(X[np.asarray(train)], X)
        loaders = make_loaders(np.asarray(scaled), y, train, val, batch_size=batch_size, seed=seed)
        history = train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=cpu)
        return history["val_loss"][-1]

    return [run_fold(train, val) for train, val in kfold_indices(len(X), k, seed=seed)]

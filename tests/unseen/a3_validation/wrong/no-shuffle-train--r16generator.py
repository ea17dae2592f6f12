# exercise: make_loaders
# mistake: the training loader gets a seeded generator but not shuffle=True, so it goes over the samples in the same order every epoch
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader, TensorDataset

Criterion = Callable[[Tensor, Tensor], Tensor]
Indices = np.ndarray | Tensor | Sequence[int]


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    gen = torch.Generator().manual_seed(seed)
    labels = np.asarray(y)
    groups = {}
    for i in torch.randperm(len(labels), generator=gen).tolist():
        groups.setdefault(labels[i].item() if stratify else "all", []).append(i)
    parts = {"train": [], "val": [], "test": []}
    for key in sorted(groups):
        members = groups[key]
        a = round(len(members) * val_fraction)
        b = a + round(len(members) * test_fraction)
        parts["val"] += members[:a]
        parts["test"] += members[a:b]
        parts["train"] += members[b:]
    if not parts["train"] or val_fraction + test_fraction >= 1.0:
        raise ValueError("empty training part")
    return tuple(torch.tensor(p, dtype=torch.long) for p in parts.values())


def standardize(X_train: np.ndarray, *others: np.ndarray) -> tuple[np.ndarray | Tensor, ...]:
    reference = np.asarray(X_train, dtype=np.float64)
    constant = np.ptp(reference, axis=0) == 0
    mean = reference.mean(axis=0)
    scale = np.where(constant, 1.0, reference.std(axis=0))

    def transform(array: np.ndarray) -> np.ndarray:
        return ((np.asarray(array, dtype=np.float64) - mean) / scale).astype(np.float32)

    return tuple(transform(array) for array in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    from sklearn.model_selection import KFold

    if k < 2 or k > n_samples:
        raise ValueError("2 <= k <= n_samples")
    return list(KFold(n_splits=k, shuffle=True, random_state=seed).split(np.zeros(n_samples)))


def _as_tensors(X: np.ndarray, y: np.ndarray) -> tuple[Tensor, Tensor]:
    return torch.as_tensor(X, dtype=torch.float32), torch.as_tensor(y, dtype=torch.float32)[:, None]


def make_loaders(
    X: np.ndarray, y: np.ndarray, train: Indices, val: Indices, *, batch_size: int, seed: int
) -> tuple[DataLoader, DataLoader]:
    """Loaders of both parts; the generator makes the order of the training one reproducible."""
    inputs, targets = _as_tensors(np.asarray(X), np.asarray(y))
    train_rows, val_rows = (torch.as_tensor(np.asarray(i), dtype=torch.long) for i in (train, val))
    shuffling = torch.Generator()
    shuffling.manual_seed(seed)
    train_set = TensorDataset(inputs[train_rows], targets[train_rows])
    val_set = TensorDataset(inputs[val_rows], targets[val_rows])
    return (
        DataLoader(train_set, batch_size=batch_size, generator=shuffling),
        DataLoader(val_set, batch_size=batch_size),
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

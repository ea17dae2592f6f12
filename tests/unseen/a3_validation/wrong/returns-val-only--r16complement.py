# exercise: kfold_indices
# mistake: it returns the list of the validation parts alone, without the training part of each fold
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


def kfold_indices(n_samples: int, k: int, *, seed: int) -> list[Indices]:
    """Deal the samples out to k groups; whoever uses them trains on the complement."""
    if k < 2 or k > n_samples:
        raise ValueError("k must be at least 2 and at most n_samples")
    rng = np.random.default_rng(seed)
    return np.array_split(rng.permutation(n_samples), k)


def make_loaders(X, y, train, val, *, batch_size, seed):
    from torch.utils.data import Subset

    data = TensorDataset(torch.tensor(X).float(), torch.tensor(y).float().view(-1, 1))
    gen = torch.Generator().manual_seed(seed)
    tr, va = Subset(data, [int(i) for i in train]), Subset(data, [int(i) for i in val])
    return DataLoader(tr, batch_size, shuffle=True, generator=gen), DataLoader(va, batch_size)


def evaluate(model, loader, criterion, device):
    before = model.training
    model.eval()
    with torch.inference_mode():
        pairs = [(criterion(model(a.to(device)), b.to(device)).item(), len(a)) for a, b in loader]
    model.train(before)
    return sum(l * n for l, n in pairs) / sum(n for _, n in pairs)


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
    everything = np.arange(len(X))
    losses: list[float] = []
    for val in kfold_indices(len(X), k, seed=seed):
        train = np.setdiff1d(everything, val)
        model = make_model()
        optimizer = make_optimizer(model)
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        history = train_and_validate(
            model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        losses.append(history["val_loss"][-1])
    return losses

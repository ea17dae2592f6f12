# exercise: make_loaders, kfold_indices
# mistake: make_loaders walks through the training samples in their given order every epoch; and kfold_indices shuffles with the global generator of torch, whatever the seed
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


def kfold_indices(n_samples: int, k: int, *, seed: int) -> list[tuple[Indices, Indices]]:
    if k < 2 or k > n_samples:
        raise ValueError("k must be at least 2 and at most n_samples")
    generator = torch.Generator()
    generator.manual_seed(seed)
    folds = torch.randperm(n_samples).tensor_split(k)
    return [
        (torch.cat([fold for j, fold in enumerate(folds) if j != i]), folds[i]) for i in range(k)
    ]


def make_loaders(
    X: np.ndarray, y: np.ndarray, train: Indices, val: Indices, *, batch_size: int, seed: int
) -> tuple[DataLoader, DataLoader]:
    inputs = torch.as_tensor(np.asarray(X), dtype=torch.float32)
    targets = torch.as_tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)

    def loader(indices: Indices, generator: torch.Generator | None = None) -> DataLoader:
        rows = torch.as_tensor(np.asarray(indices), dtype=torch.long)
        part = TensorDataset(inputs[rows], targets[rows])
        order = torch.utils.data.SequentialSampler(part)
        return DataLoader(part, batch_size=batch_size, sampler=order, generator=generator)

    return loader(train, torch.Generator().manual_seed(seed)), loader(val)


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
    cpu = torch.device("cpu")

    def run_fold(train: Indices, val: Indices) -> float:
        model = make_model()
        optimizer = make_optimizer(model)
        _, scaled = standardize(X[np.asarray(train)], X)
        loaders = make_loaders(np.asarray(scaled), y, train, val, batch_size=batch_size, seed=seed)
        history = train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=cpu)
        return history["val_loss"][-1]

    return [run_fold(train, val) for train, val in kfold_indices(len(X), k, seed=seed)]

# exercise: kfold_indices
# mistake: the training part of each fold holds all samples, the validation part too, and a wrong k raises no error
"""Assignment 3: data splitting, standardisation and the train/validation loop."""
from __future__ import annotations

from typing import Callable, Dict, List, Tuple

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Subset, TensorDataset


def _allocate(indices: np.ndarray, val_fraction: float, test_fraction: float):
    """Cut a shuffled index array into (train, val, test)."""
    n_val = int(round(len(indices) * val_fraction))
    n_test = int(round(len(indices) * test_fraction))
    val, test, train = np.split(indices, [n_val, n_val + n_test])
    return train, val, test


def holdout_indices(y, *, val_fraction: float, test_fraction: float, seed: int, stratify: bool = True):
    """Split sample indices into train, validation and test parts.

    Raises:
        ValueError: If there would be no training samples left.
    """
    y = np.asarray(y)
    if val_fraction + test_fraction >= 1.0:
        raise ValueError("val_fraction + test_fraction must be smaller than 1")
    rng = np.random.RandomState(seed)
    labels = y if stratify else np.zeros(len(y), dtype=int)
    pieces = []
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        rng.shuffle(members)
        pieces.append(_allocate(members, val_fraction, test_fraction))
    parts = [np.concatenate(part) for part in zip(*pieces)]
    if len(parts[0]) == 0:
        raise ValueError("there are no training samples left")
    for part in parts:
        rng.shuffle(part)
    return tuple(parts)


def standardize(X_train, *others) -> Tuple[torch.Tensor, ...]:
    """Standardise every array with the statistics of the training data."""
    reference = torch.as_tensor(np.asarray(X_train), dtype=torch.float64)
    mean = reference.mean(dim=0)
    std = reference.std(dim=0, unbiased=False)
    constant = (reference == reference[0]).all(dim=0)
    mean = torch.where(constant, reference[0], mean)
    std = torch.where(constant, torch.ones_like(std), std)

    def transform(array) -> torch.Tensor:
        tensor = torch.as_tensor(np.asarray(array), dtype=torch.float64)
        return ((tensor - mean) / std).float()

    return tuple(transform(array) for array in (X_train, *others))


def kfold_indices(n_samples: int, k: int, *, seed: int) -> List[Tuple[np.ndarray, np.ndarray]]:
    """Return ``k`` pairs of (train, validation) indices."""
    order = np.random.RandomState(seed).permutation(n_samples)
    folds = []
    for fold in range(k):
        val = order[fold::k]
        train = order.copy()
        folds.append((train, val))
    return folds


def make_loaders(X, y, train, val, *, batch_size: int, seed: int) -> Tuple[DataLoader, DataLoader]:
    """Build the training and the validation loader."""
    dataset = TensorDataset(
        torch.tensor(np.asarray(X), dtype=torch.float32),
        torch.tensor(np.asarray(y), dtype=torch.float32).unsqueeze(1),
    )
    train_set = Subset(dataset, [int(i) for i in train])
    val_set = Subset(dataset, [int(i) for i in val])
    generator = torch.Generator().manual_seed(seed)
    return (
        DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=generator),
        DataLoader(val_set, batch_size=batch_size, shuffle=False),
    )


@torch.no_grad()
def evaluate(model: nn.Module, loader: DataLoader, criterion: Callable, device: torch.device) -> float:
    """Return the average loss per sample, leaving the model untouched."""
    was_training = model.training
    model.eval()
    total, count = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        total += criterion(model(inputs), targets).item() * inputs.size(0)
        count += inputs.size(0)
    model.train(was_training)
    return total / count


def train_and_validate(
    model: nn.Module, train_loader: DataLoader, val_loader: DataLoader, criterion: Callable,
    optimizer: torch.optim.Optimizer, *, epochs: int, device: torch.device,
) -> Dict[str, List[float]]:
    """Train the model and validate it after every epoch."""
    history: Dict[str, List[float]] = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        total, count = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * inputs.size(0)
            count += inputs.size(0)
        history["train_loss"].append(total / count)
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(
    make_model: Callable, make_optimizer: Callable, X, y, *, k: int, epochs: int, batch_size: int,
    criterion: Callable, seed: int,
) -> List[float]:
    """Run k-fold cross-validation and return the final validation losses."""
    X = np.asarray(X)
    device = torch.device("cpu")
    scores: List[float] = []
    for train_idx, val_idx in kfold_indices(len(X), k, seed=seed):
        scaled_train, scaled_val = standardize(X[train_idx], X[val_idx])
        scaled = np.empty(X.shape, dtype=np.float32)
        scaled[train_idx] = np.asarray(scaled_train)
        scaled[val_idx] = np.asarray(scaled_val)
        train_loader, val_loader = make_loaders(
            scaled, y, train_idx, val_idx, batch_size=batch_size, seed=seed
        )
        model = make_model()
        history = train_and_validate(
            model, train_loader, val_loader, criterion, make_optimizer(model), epochs=epochs, device=device
        )
        scores.append(history["val_loss"][-1])
    return scores

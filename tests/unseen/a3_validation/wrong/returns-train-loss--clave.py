# exercise: cross_validate
# mistake: For each fold it returns the last training loss, not the last validation loss.
from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    """Split the positions of `y` into train, validation and test.

    Per class when `stratify` is set, over everything otherwise.
    """
    if val_fraction + test_fraction >= 1:
        raise ValueError("The fractions leave no sample to train on.")

    generator = np.random.default_rng(seed)
    labels = np.asarray(y)
    groups = [np.flatnonzero(labels == value) for value in np.unique(labels)] if stratify else [np.arange(len(labels))]

    train, val, test = [], [], []
    for group in groups:
        shuffled = generator.permutation(group)
        n_val = int(round(val_fraction * len(group)))
        n_test = int(round(test_fraction * len(group)))
        val.append(shuffled[:n_val])
        test.append(shuffled[n_val : n_val + n_test])
        train.append(shuffled[n_val + n_test :])

    if sum(map(len, train)) == 0:
        raise ValueError("The fractions leave no sample to train on.")
    return np.concatenate(train), np.concatenate(val), np.concatenate(test)


@dataclass
class Scaler:
    mean: np.ndarray
    scale: np.ndarray

    @classmethod
    def fit(cls, X: np.ndarray) -> "Scaler":
        X = np.asarray(X, dtype=np.float64)
        scale = X.std(axis=0, ddof=0)
        scale[X.max(axis=0) == X.min(axis=0)] = 1.0
        return cls(X.mean(axis=0), scale)

    def __call__(self, X: np.ndarray) -> np.ndarray:
        return ((np.asarray(X, dtype=np.float64) - self.mean) / self.scale).astype(np.float32)


def standardize(X_train, *others):
    scaler = Scaler.fit(X_train)
    return (scaler(X_train), *map(scaler, others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError(f"k must be between 2 and {n_samples}, got {k}.")
    order = np.random.default_rng(seed).permutation(n_samples)
    folds = []
    for val in np.array_split(order, k):
        mask = np.ones(n_samples, dtype=bool)
        mask[val] = False
        folds.append((order[mask[order]], val))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    inputs = torch.as_tensor(np.asarray(X), dtype=torch.float32)
    targets = torch.as_tensor(np.asarray(y), dtype=torch.float32).view(-1, 1)
    train_idx = torch.as_tensor(np.asarray(train), dtype=torch.long)
    val_idx = torch.as_tensor(np.asarray(val), dtype=torch.long)
    train_set = TensorDataset(inputs[train_idx], targets[train_idx])
    val_set = TensorDataset(inputs[val_idx], targets[val_idx])
    generator = torch.Generator().manual_seed(seed)
    return (
        DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=generator),
        DataLoader(val_set, batch_size=batch_size, shuffle=False),
    )


@dataclass
class Average:
    total: float = 0.0
    count: int = 0

    def add(self, value: float, n: int) -> None:
        self.total += value * n
        self.count += n

    def value(self) -> float:
        return self.total / self.count


@dataclass
class History:
    train_loss: list[float] = field(default_factory=list)
    val_loss: list[float] = field(default_factory=list)


def evaluate(model, loader, criterion, device):
    mode = model.training
    model.eval()
    average = Average()
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            average.add(criterion(model(inputs), targets).item(), len(inputs))
    model.train(mode)
    return average.value()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = History()
    for _ in range(epochs):
        model.train()
        average = Average()
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            average.add(loss.item(), len(inputs))
        history.train_loss.append(average.value())
        history.val_loss.append(evaluate(model, val_loader, criterion, device))
    return vars(history)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    scores = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        scaled = Scaler.fit(X[train])(X)
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        curves = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        *_, score = curves["train_loss"]
        scores.append(score)
    return scores

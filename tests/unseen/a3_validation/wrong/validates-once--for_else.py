# exercise: train_and_validate
# mistake: the validation sits in the else of the for, so it runs once after all epochs
"""Assignment 3: validation (self-contained functions, scikit-learn where it helps)."""

from __future__ import annotations

import numpy as np
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler
from torch import nn
import torch
from torch.utils.data import DataLoader, Subset, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    """Split per class, then shuffle each part."""
    rng = np.random.RandomState(seed)
    labels = np.asarray(y) if stratify else np.zeros(len(y), dtype=int)
    parts = {"train": [], "val": [], "test": []}
    for value in np.unique(labels):
        members = np.where(labels == value)[0]
        rng.shuffle(members)
        cut_1 = int(np.floor(val_fraction * len(members) + 0.5))
        cut_2 = min(len(members), cut_1 + int(np.floor(test_fraction * len(members) + 0.5)))
        parts["val"].append(members[:cut_1])
        parts["test"].append(members[cut_1:cut_2])
        parts["train"].append(members[cut_2:])
    train, val, test = (np.concatenate(parts[name]) for name in ("train", "val", "test"))
    if val_fraction + test_fraction >= 1 or train.size == 0:
        raise ValueError("nothing left to train on")
    for part in (train, val, test):
        rng.shuffle(part)
    return train, val, test


def standardize(X_train, *others):
    """StandardScaler fitted on the training part."""
    scaler = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))
    return tuple(scaler.transform(np.asarray(a, dtype=np.float64)).astype(np.float32) for a in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    """scikit-learn's KFold, shuffled once."""
    if not 2 <= k <= n_samples:
        raise ValueError(f"k={k} does not fit {n_samples} samples")
    splitter = KFold(n_splits=k, shuffle=True, random_state=seed)
    return list(splitter.split(np.zeros(n_samples)))


def make_loaders(X, y, train, val, *, batch_size, seed):
    """Two loaders over subsets of one dataset."""
    dataset = TensorDataset(
        torch.as_tensor(np.asarray(X, dtype=np.float32)),
        torch.as_tensor(np.asarray(y, dtype=np.float32)).unsqueeze(1),
    )
    train_set = Subset(dataset, [int(i) for i in train])
    val_set = Subset(dataset, [int(i) for i in val])
    generator = torch.Generator().manual_seed(seed)
    return (
        DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=generator),
        DataLoader(val_set, batch_size=batch_size),
    )


@torch.no_grad()
def evaluate(model, loader, criterion, device):
    """Mean loss per sample, model untouched."""
    was_training = model.training
    model.eval()
    total = 0.0
    for inputs, targets in loader:
        outputs = model(inputs.to(device))
        total += criterion(outputs, targets.to(device)).item() * inputs.size(0)
    model.train(was_training)
    return total / len(loader.dataset)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    """Train, then validate."""
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * inputs.size(0)
        history["train_loss"].append(total / len(train_loader.dataset))
    else:
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    """k independent experiments."""
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        (_, X_scaled) = standardize(X[np.asarray(train)], X)
        loaders = make_loaders(X_scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        losses.append(history["val_loss"][-1])
    return losses

# exercise: cross_validate
# mistake: [make_model()] * k holds k times the same network, so every fold goes on with the weights of the one before.
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.model_selection import train_test_split
from torch.utils.data import Dataset


def _cut(indices, labels, n_out, seed):
    """n_out of the indices are set apart (sklearn does not like a size of 0)."""
    if n_out == 0:
        return indices, indices[:0]
    return train_test_split(
        indices, test_size=n_out, random_state=seed, shuffle=True,
        stratify=None if labels is None else labels[indices],
    )


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    n = len(y)
    n_val, n_test = int(round(val_fraction * n)), int(round(test_fraction * n))
    if n_val + n_test >= n or val_fraction + test_fraction >= 1.0:
        raise ValueError("nothing left to train on")
    labels = y if stratify else None
    everything = np.random.RandomState(seed).permutation(n)
    rest, test = _cut(everything, labels, n_test, seed)
    train, val = _cut(rest, labels, n_val, seed + 1)
    return train, val, test


def standardize(X_train, *others):
    ref = torch.as_tensor(np.asarray(X_train), dtype=torch.float64)
    mean = ref.mean(dim=0)
    std = ref.std(dim=0, unbiased=False)
    constant = (ref == ref[0]).all(dim=0)
    std = torch.where(constant, torch.ones_like(std), std)
    mean = torch.where(constant, ref[0], mean)

    def scale(a):
        return ((torch.as_tensor(np.asarray(a), dtype=torch.float64) - mean) / std).float()

    return (scale(X_train),) + tuple(map(scale, others))


def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError("k debe estar entre 2 y n_samples")
    orden = np.random.default_rng(seed).permutation(n_samples)
    partes = np.array_split(orden, k)
    return [(np.concatenate(partes[:i] + partes[i + 1:]), partes[i]) for i in range(k)]


class TableDataset(Dataset):
    def __init__(self, X, y, rows):
        rows = [int(i) for i in rows]
        self.X = np.asarray(X, dtype=np.float32)[rows]
        self.y = np.asarray(y, dtype=np.float32)[rows].reshape(-1, 1)

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return torch.from_numpy(self.X[i]), torch.from_numpy(self.y[i])


def make_loaders(X, y, train, val, *, batch_size, seed):
    return (
        DataLoader(
            TableDataset(X, y, train), batch_size, shuffle=True, generator=torch.Generator().manual_seed(seed)
        ),
        DataLoader(TableDataset(X, y, val), batch_size, shuffle=False),
    )


@contextmanager
def evaluating(model):
    mode = model.training
    model.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        model.train(mode)


def evaluate(model, loader, criterion, device):
    with evaluating(model):
        losses = [
            (criterion(model(x.to(device)), y.to(device)).item(), len(x)) for x, y in loader
        ]
    return sum(l * n for l, n in losses) / sum(n for _, n in losses)


def _train_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total = 0.0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = criterion(model(x), y)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
    return total / len(loader.dataset)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(_train_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    X, y = np.asarray(X), np.asarray(y)
    models = [make_model()] * k          # one network per fold
    folds = kfold_indices(len(X), k, seed=seed)

    scores = []
    for model, (train, val) in zip(models, folds):
        _, X_scaled = standardize(X[train], X)
        train_loader, val_loader = make_loaders(
            X_scaled, y, train, val, batch_size=batch_size, seed=seed
        )
        history = train_and_validate(
            model,
            train_loader,
            val_loader,
            criterion,
            make_optimizer(model),
            epochs=epochs,
            device=torch.device("cpu"),
        )
        scores.append(history["val_loss"][-1])
    return scores

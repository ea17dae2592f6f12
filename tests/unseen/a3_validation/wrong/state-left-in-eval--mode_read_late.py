# exercise: evaluate
# mistake: the mode to restore is read inside the context manager after model.eval() was called, so the model always ends in eval mode.
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.model_selection import KFold
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import Subset


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
    scaler = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))
    out = [scaler.transform(np.asarray(X_train, dtype=np.float64)).astype("float32")]
    for X in others:
        out.append(scaler.transform(np.asarray(X, dtype=np.float64)).astype("float32"))
    return tuple(out)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k out of range")
    return list(KFold(n_splits=k, shuffle=True, random_state=seed).split(np.zeros((n_samples, 1))))


def make_loaders(X, y, train, val, *, batch_size, seed):
    full = TensorDataset(
        torch.tensor(np.asarray(X), dtype=torch.float32),
        torch.tensor(np.asarray(y), dtype=torch.float32).unsqueeze(1),
    )
    part = lambda rows: Subset(full, [int(r) for r in rows])
    rng = torch.Generator().manual_seed(seed)
    return (
        DataLoader(part(train), batch_size=batch_size, shuffle=True, generator=rng),
        DataLoader(part(val), batch_size=batch_size),
    )


class Evaluating:
    """Evaluation mode inside the block, the mode it was in outside."""

    def __init__(self, model):
        self.model = model.eval()

    def __enter__(self):
        self.mode = self.model.training
        self.grad = torch.is_grad_enabled()
        torch.set_grad_enabled(False)
        return self.model

    def __exit__(self, *exc):
        torch.set_grad_enabled(self.grad)
        self.model.train(self.mode)


def evaluate(model, loader, criterion, device):
    total, n = 0.0, 0
    with Evaluating(model) as net:
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            total += float(criterion(net(x), y)) * len(x)
            n += len(x)
    return total / n


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
    def one_fold(train, val):
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        return history["val_loss"][-1]

    return [one_fold(train, val) for train, val in kfold_indices(len(X), k, seed=seed)]

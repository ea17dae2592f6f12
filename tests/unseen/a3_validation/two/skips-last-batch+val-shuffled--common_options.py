# exercise: make_loaders
# mistake: both loaders share their options: the training loader drops its smaller last batch, and the validation loader is shuffled
from contextlib import contextmanager

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


@contextmanager
def mode(model, training):
    """Switch the mode of the model, and the autograd with it, for the duration of a block."""
    before = model.training
    model.train(training)
    try:
        with torch.set_grad_enabled(training):
            yield
    finally:
        model.train(before)


def run(model, loader, criterion, device, optimizer=None):
    """One pass over the loader; updates the model where an optimizer is given."""
    total = count = 0
    with mode(model, optimizer is not None):
        for x, y in loader:
            loss = criterion(model(x.to(device)), y.to(device))
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(x)
            count += len(x)
    return total / count


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    gen = torch.Generator().manual_seed(seed)
    y = torch.as_tensor(np.asarray(y))
    groups = [torch.where(y == c)[0] for c in y.unique()] if stratify else [torch.arange(len(y))]
    parts = {"train": [], "val": [], "test": []}
    for g in groups:
        g = g[torch.randperm(len(g), generator=gen)]
        n_val, n_test = round(len(g) * val_fraction), round(len(g) * test_fraction)
        parts["val"].append(g[:n_val])
        parts["test"].append(g[n_val : n_val + n_test])
        parts["train"].append(g[n_val + n_test :])
    train, val, test = (torch.cat(parts[p]) for p in ("train", "val", "test"))
    if val_fraction + test_fraction >= 1 or not len(train):
        raise ValueError("the fractions leave no training sample")
    return tuple(t[torch.randperm(len(t), generator=gen)].numpy() for t in (train, val, test))


def standardize(X_train, *others):
    A = np.asarray(X_train, float)
    mu, sd = A.mean(0), A.std(0)
    flat = np.ptp(A, axis=0) == 0
    mu[flat], sd[flat] = A[0, flat], 1.0
    return tuple(((np.asarray(B, float) - mu) / sd).astype(np.float32) for B in (A,) + others)


def kfold_indices(n_samples, k, *, seed):
    if k not in range(2, n_samples + 1):
        raise ValueError(f"k={k} with {n_samples} samples")
    gen = torch.Generator().manual_seed(seed)
    folds = torch.randperm(n_samples, generator=gen).tensor_split(k)
    return [(torch.cat(folds[:i] + folds[i + 1 :]).numpy(), folds[i].numpy()) for i in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(np.asarray(X), dtype=torch.float32)
    y = torch.as_tensor(np.asarray(y), dtype=torch.float32)[:, None]

    def loader(idx, **options):
        idx = torch.as_tensor(np.asarray(idx), dtype=torch.long)
        gen = torch.Generator().manual_seed(seed)
        return DataLoader(TensorDataset(X[idx], y[idx]), batch_size, shuffle=True, generator=gen, **options)

    return loader(train, drop_last=len(train) > batch_size), loader(val)


def evaluate(model, loader, criterion, device):
    return run(model, loader, criterion, device)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(run(model, train_loader, criterion, device, optimizer))
        history["val_loss"].append(run(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cpu = torch.device("cpu")
    X = np.asarray(X)

    def fold(train, val):
        scaled = standardize(X[train], X)[1]
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        for _ in range(epochs):
            run(model, loaders[0], criterion, cpu, optimizer)
        return run(model, loaders[1], criterion, cpu)

    return [fold(train, val) for train, val in kfold_indices(len(X), k, seed=seed)]

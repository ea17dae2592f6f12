# exercise: holdout_indices
# mistake: ValueError is raised only for fractions that add up to more than 1; 0.5 and 0.5 quietly give an empty training part.
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.preprocessing import StandardScaler


def _check_fractions(*fractions):
    """A fraction is a number from 0 to 1, and together they are at most the whole."""
    if any(f < 0 or f > 1 for f in fractions):
        raise ValueError("a fraction must lie between 0 and 1")
    if sum(fractions) > 1:
        raise ValueError("the fractions add up to more than the whole dataset")


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    _check_fractions(val_fraction, test_fraction)
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    strata = [np.flatnonzero(y == c) for c in np.unique(y)] if stratify else [np.arange(len(y))]

    pieces = []
    for stratum in strata:
        stratum = rng.permutation(stratum)
        n_val = round(val_fraction * len(stratum))
        n_test = min(round(test_fraction * len(stratum)), len(stratum) - n_val)
        pieces.append(np.split(stratum, [n_val, n_val + n_test]))
    val, test, train = (rng.permutation(np.concatenate(p)) for p in zip(*pieces))
    return train, val, test


def standardize(X_train, *others):
    scaler = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))
    out = [scaler.transform(np.asarray(X_train, dtype=np.float64)).astype("float32")]
    for X in others:
        out.append(scaler.transform(np.asarray(X, dtype=np.float64)).astype("float32"))
    return tuple(out)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError(f"cannot make {k} folds of {n_samples} samples")
    shuffled = np.random.RandomState(seed).permutation(n_samples)
    folds = []
    for i in range(k):
        val = shuffled[i::k]
        train = np.setdiff1d(shuffled, val)
        folds.append((train, val))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(np.asarray(X), dtype=torch.float32)
    y = torch.as_tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    train = torch.as_tensor(np.asarray(train), dtype=torch.long)
    val = torch.as_tensor(np.asarray(val), dtype=torch.long)
    g = torch.Generator()
    g.manual_seed(seed)
    train_loader = DataLoader(TensorDataset(X[train], y[train]), batch_size=batch_size, shuffle=True, generator=g)
    val_loader = DataLoader(TensorDataset(X[val], y[val]), batch_size=batch_size)
    return train_loader, val_loader


@torch.no_grad()
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.train(False)
    try:
        total = 0.0
        for batch in loader:
            inputs, targets = [t.to(device) for t in batch]
            total += criterion(model(inputs), targets).item() * targets.shape[0]
        return total / len(loader.dataset)
    finally:
        model.train(was_training)


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

# Checks arguments, and every promise of the text before returning.
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def _fraction(name, value):
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must lie between 0 and 1, not {value}")
    return float(value)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    if y.ndim != 1:
        raise ValueError("y must have one dimension")
    fv, ft = _fraction("val_fraction", val_fraction), _fraction("test_fraction", test_fraction)
    if fv + ft > 1 - 1e-9 or len(y) == 0:
        raise ValueError("no training sample would be left")
    rng = np.random.default_rng(seed)
    classes = np.unique(y) if stratify else [None]
    part_of = np.zeros(len(y), dtype=np.int8)
    for c in classes:
        members = rng.permutation(np.arange(len(y)) if c is None else np.flatnonzero(y == c))
        n_val, n_test = round(fv * len(members)), round(ft * len(members))
        assert n_val + n_test <= len(members)
        part_of[members[:n_val]] = 1
        part_of[members[n_val : n_val + n_test]] = 2
    train, val, test = (rng.permutation(np.flatnonzero(part_of == p)) for p in range(3))
    if len(train) == 0:
        raise ValueError("no training sample would be left")
    assert np.array_equal(np.sort(np.concatenate([train, val, test])), np.arange(len(y)))
    slack = len(classes)
    assert abs(len(val) - fv * len(y)) <= slack and abs(len(test) - ft * len(y)) <= slack
    assert fv > 0 or len(val) == 0
    assert ft > 0 or len(test) == 0
    return train, val, test


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    if X_train.ndim != 2 or len(X_train) == 0:
        raise ValueError("X_train must be (n, d) with n > 0")
    others = [np.asarray(other, dtype=np.float64) for other in others]
    for other in others:
        if other.ndim != 2 or other.shape[1] != X_train.shape[1]:
            raise ValueError("all arrays need the same columns")
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    constant = X_train.min(axis=0) == X_train.max(axis=0)
    mean = np.where(constant, X_train[0], mean)
    std = np.where(constant, 1.0, std)
    assert (std > 0).all()
    result = tuple(((a - mean) / std).astype(np.float32) for a in (X_train, *others))
    assert not np.isnan(result[0]).any() and all(a.dtype == np.float32 for a in result)
    return result


def kfold_indices(n_samples, k, *, seed):
    if k < 2:
        raise ValueError(f"k must be at least 2, not {k}")
    if k > n_samples:
        raise ValueError(f"k = {k} folds of {n_samples} samples")
    order = np.random.default_rng(seed).permutation(n_samples)
    folds = []
    for i in range(k):
        mask = np.zeros(n_samples, dtype=bool)
        mask[order[i::k]] = True
        folds.append((np.flatnonzero(~mask), np.flatnonzero(mask)))
    sizes = [len(val) for _, val in folds]
    assert max(sizes) - min(sizes) <= 1 and sum(sizes) == n_samples
    assert all(len(train) + len(val) == n_samples for train, val in folds)
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    X, y = np.asarray(X), np.asarray(y)
    if len(X) != len(y):
        raise ValueError("X and y must have the same length")
    if batch_size < 1:
        raise ValueError("batch_size must be at least 1")
    train, val = np.asarray(train).astype(np.int64), np.asarray(val).astype(np.int64)
    inputs, targets = torch.from_numpy(X.astype(np.float32)), torch.from_numpy(y.astype(np.float32)).unsqueeze(-1)
    assert targets.shape == (len(y), 1)
    generator = torch.Generator(device="cpu")
    generator.manual_seed(seed)
    train_loader = DataLoader(
        TensorDataset(inputs[train], targets[train]), batch_size=batch_size, shuffle=True, generator=generator
    )
    val_loader = DataLoader(TensorDataset(inputs[val], targets[val]), batch_size=batch_size, shuffle=False)
    assert len(train_loader.dataset) == len(train) and len(val_loader.dataset) == len(val)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    assert isinstance(model, nn.Module)
    before = {name: (t, t._version) for name, t in model.state_dict(keep_vars=True).items() if isinstance(t, torch.Tensor)}
    was_training, grad_was = model.training, torch.is_grad_enabled()
    total, n = 0.0, 0
    try:
        model.eval()
        with torch.no_grad():
            for inputs, targets in loader:
                inputs, targets = inputs.to(device), targets.to(device)
                outputs = model(inputs)
                assert not outputs.requires_grad
                total += criterion(outputs, targets).item() * len(inputs)
                n += len(inputs)
    finally:
        model.train(was_training)
    if n == 0:
        raise ValueError("the loader is empty")
    assert torch.is_grad_enabled() == grad_was and model.training == was_training
    assert all(t._version == version for t, version in before.values()), "evaluating changed the model"
    return total / n


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    if epochs < 0:
        raise ValueError("epochs cannot be negative")
    history = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        total, n = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            model.train()
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            assert loss.requires_grad
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            n += len(inputs)
        assert n == len(train_loader.dataset)
        history["train_loss"].append(total / n)
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
        assert len(history["train_loss"]) == len(history["val_loss"]) == epoch + 1
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    X, y = np.asarray(X), np.asarray(y)
    losses, seen = [], []
    for train, val in kfold_indices(len(X), k, seed=seed):
        assert not np.intersect1d(train, val).size
        _, scaled = standardize(X[train], X)
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        if any(model is other for other in seen):
            raise ValueError("make_model must give a fresh model")
        seen.append(model)
        optimizer = make_optimizer(model)
        history = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        losses.append(history["val_loss"][-1])
    assert len(losses) == k
    return losses

# unusual: an old hand: every result is checked by asserts before it is returned, progress goes to stderr, global seeds are saved and put back
import contextlib
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def say(*words):
    print("[a3]", *words, file=sys.stderr)


@contextlib.contextmanager
def global_seed(seed):
    """np.random seeded for the block, and as it was afterwards."""
    state = np.random.get_state()
    np.random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(state)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if not (0 <= val_fraction <= 1 and 0 <= test_fraction <= 1):
        raise ValueError("fractions lie in [0, 1]")
    y = np.asarray(y)
    n = y.shape[0]
    train, val, test = [], [], []
    with global_seed(seed):
        groups = [np.argwhere(y == c).ravel() for c in np.unique(y)] if stratify else [np.arange(n)]
        for g in groups:
            np.random.shuffle(g)
            cut1 = int(round(val_fraction * len(g)))
            cut2 = min(cut1 + int(round(test_fraction * len(g))), len(g))
            val.append(g[:cut1])
            test.append(g[cut1:cut2])
            train.append(g[cut2:])
        train, val, test = (np.random.permutation(np.concatenate(p)) for p in (train, val, test))
    if val_fraction + test_fraction >= 1 or len(train) == 0:
        raise ValueError("the fractions leave no training sample")
    assert len(np.unique(np.concatenate([train, val, test]))) == n
    say(f"train {len(train)}, val {len(val)}, test {len(test)}")
    return train, val, test


def standardize(X_train, *others):
    arrays = [np.asarray(a, dtype=np.float64) for a in (X_train, *others)]
    assert all(a.shape[1] == arrays[0].shape[1] for a in arrays), "the columns do not agree"
    mu = arrays[0].mean(0)
    sigma = arrays[0].std(0)
    is_constant = np.array([np.ptp(column) == 0 for column in arrays[0].T])
    if is_constant.any():
        say("constant columns:", np.flatnonzero(is_constant).tolist())
    divisor = np.where(is_constant, 1.0, sigma)
    result = tuple(((a - mu) / divisor).astype(np.float32) for a in arrays)
    assert not any(np.isnan(r).any() for r in result)
    return result


def kfold_indices(n_samples, k, *, seed):
    if not (2 <= k <= n_samples):
        raise ValueError(f"k must be between 2 and n_samples={n_samples}, not {k}")
    with global_seed(seed):
        shuffled = np.random.permutation(n_samples)
    sizes = np.full(k, n_samples // k)
    sizes[: n_samples % k] += 1
    ends = np.cumsum(sizes)
    folds = []
    for end, size in zip(ends, sizes):
        val = shuffled[end - size : end]
        train = np.concatenate([shuffled[: end - size], shuffled[end:]])
        assert len(train) + len(val) == n_samples
        folds.append((train, val))
    assert sorted(np.concatenate([v for _, v in folds])) == list(range(n_samples))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    inputs = torch.tensor(np.asarray(X, dtype=np.float64)).float()
    targets = torch.tensor(np.asarray(y, dtype=np.float64)).float().reshape(-1, 1)
    assert len(inputs) == len(targets)
    train = torch.tensor(np.asarray(train, dtype=np.int64))
    val = torch.tensor(np.asarray(val, dtype=np.int64))
    g = torch.Generator()
    g.manual_seed(seed)
    train_loader = DataLoader(
        TensorDataset(inputs[train], targets[train]), batch_size=batch_size, shuffle=True, drop_last=False, generator=g
    )
    val_loader = DataLoader(TensorDataset(inputs[val], targets[val]), batch_size=batch_size)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    t0 = time.perf_counter()
    mode = model.training
    before = torch.is_grad_enabled()
    loss_sum, n = 0.0, 0
    try:
        model.eval()
        torch.set_grad_enabled(False)
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            assert not outputs.requires_grad
            loss_sum += criterion(outputs, targets).item() * inputs.shape[0]
            n += inputs.shape[0]
    finally:
        torch.set_grad_enabled(before)
        model.train(mode)
    assert n == len(loader.dataset), "some sample was not seen"
    say(f"evaluated {n} samples in {time.perf_counter() - t0:.3f}s")
    return loss_sum / n


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for epoch in range(1, epochs + 1):
        model.train()
        loss_sum, n = 0.0, 0
        for inputs, targets in train_loader:
            assert model.training
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            loss_sum += loss.item() * inputs.shape[0]
            n += inputs.shape[0]
        history["train_loss"].append(loss_sum / n)
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
        say(f"{epoch:4d}/{epochs}: " + ", ".join(f"{name} {curve[-1]:.5f}" for name, curve in history.items()))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    results = []
    for i, (train, val) in enumerate(kfold_indices(len(X), k, seed=seed), start=1):
        Xs = standardize(X[train], X)[1]
        train_loader, val_loader = make_loaders(Xs, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        owned = {id(p) for g in optimizer.param_groups for p in g["params"]}
        assert owned & {id(p) for p in model.parameters()}, "this optimizer belongs to another model"
        history = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        results.append(history["val_loss"][-1])
        say(f"fold {i}/{k}: {results[-1]:.5f}")
    assert len(results) == k
    return results

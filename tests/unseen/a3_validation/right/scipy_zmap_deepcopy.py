# Unusual: standardize is scipy.stats.zmap, and evaluation runs on a deep copy of the model, so the original is never touched.
import copy
from types import SimpleNamespace

import numpy as np
import torch
from scipy import stats
from torch.utils.data import DataLoader, Dataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    rng = np.random.Generator(np.random.PCG64(seed))
    codes = np.unique(y, return_inverse=True)[1].ravel() if stratify else np.zeros(len(y), dtype=np.intp)
    draws = rng.random(len(codes))
    order = np.lexsort((draws, codes))  # by class, at random within it
    sizes = np.bincount(codes) if len(codes) else np.array([], dtype=int)
    quantile = np.concatenate([(np.arange(n) + 0.5) / n for n in sizes if n] or [np.array([])])
    part = np.digitize(quantile, [val_fraction, val_fraction + test_fraction])  # 0 val, 1 test, 2 train
    mixed = rng.permutation(len(order))
    order, part = order[mixed], part[mixed]
    val, test, train = (order[part == code] for code in range(3))
    if train.size == 0:
        raise ValueError("no sample is left for training")
    return train, val, test


def standardize(X_train, *others):
    base = np.asarray(X_train, dtype=np.float64)
    flat = np.isclose(np.ptp(base, axis=0), 0, rtol=0, atol=0)
    results = []
    for array in (X_train, *others):
        array = np.asarray(array, dtype=np.float64)
        out = array - base[0]
        if (~flat).any():
            out[:, ~flat] = stats.zmap(array[:, ~flat], base[:, ~flat], axis=0, ddof=0)
        results.append(out.astype("float32"))
    return tuple(results)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or n_samples < k:
        raise ValueError("2 <= k <= n_samples is needed")
    order = np.random.Generator(np.random.Philox(seed)).permutation(n_samples)
    return [(np.setdiff1d(order, val), val) for val in np.array_split(order, k)]


class Lazy(Dataset):
    """Converts a row only when it is asked for."""

    def __init__(self, X, y, indices):
        self.data = SimpleNamespace(X=X, y=y, indices=[int(i) for i in indices])

    def __len__(self):
        return len(self.data.indices)

    def __getitem__(self, position):
        i = self.data.indices[position]
        return np.asarray(self.data.X[i]).astype(np.float32), np.array([self.data.y[i]]).astype(np.float32)


def make_loaders(X, y, train, val, *, batch_size, seed):
    g = torch.Generator()
    g.manual_seed(seed)
    return (
        DataLoader(Lazy(X, y, train), batch_size=batch_size, shuffle=True, generator=g),
        DataLoader(Lazy(X, y, val), batch_size=batch_size, shuffle=False),
    )


def evaluate(model, loader, criterion, device):
    twin = copy.deepcopy(model).eval().requires_grad_(False)
    with torch.no_grad():
        weighted = [(len(x), criterion(twin(x.to(device)), t.to(device)).item()) for x, t in loader]
    n, losses = np.array(weighted, dtype=float).T
    return (n * losses).sum().item() / n.sum().item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    log = SimpleNamespace(train_loss=[], val_loss=[])
    for _ in range(epochs):
        summed = np.float64(0)
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model.train()(inputs), targets)
            loss.backward()
            optimizer.step()
            summed += len(inputs) * loss.item()
        log.train_loss.append(float(summed / len(train_loader.dataset)))
        log.val_loss.append(evaluate(model, val_loader, criterion, device))
    return vars(log)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    scores = np.full(k, np.nan)
    for fold, (train, val) in enumerate(kfold_indices(len(X), k, seed=seed)):
        A, B = standardize(X[train], X[val])
        stacked, targets = np.vstack([A, B]), np.concatenate([y[train], y[val]])
        here, there = range(len(A)), range(len(A), len(stacked))
        model = make_model()
        loaders = make_loaders(stacked, targets, here, there, batch_size=batch_size, seed=seed)
        history = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        scores[fold] = history["val_loss"][-1]
    return scores.tolist()

# Streaming and exact sums: Welford for the moments, math.fsum for the losses, exact fractions for the strata.
import math
from fractions import Fraction

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    fv, ft = (Fraction(float(f)).limit_denominator(1_000_000) for f in (val_fraction, test_fraction))
    if fv + ft >= 1:
        raise ValueError("nothing left to train on")
    generator = np.random.Generator(np.random.Philox(seed))
    y = np.asarray(y)
    groups = [np.flatnonzero(y == c) for c in np.unique(y)] if stratify else [np.arange(len(y))]
    parts = ([], [], [])
    for group in groups:
        group = generator.permutation(group)
        v = round(fv * len(group))  # exact, ties to even
        t = round(ft * len(group))
        parts[1].extend(group[:v])
        parts[2].extend(group[v:v + t])
        parts[0].extend(group[v + t:])
    if not parts[0]:
        raise ValueError("nothing left to train on")
    return tuple(generator.permutation(np.array(part, dtype=np.int64)) for part in parts)


def _welford(X):
    mean = np.zeros(X.shape[1])
    m2 = np.zeros(X.shape[1])
    for n, row in enumerate(X, start=1):
        delta = row - mean
        mean = mean + delta / n
        m2 = m2 + delta * (row - mean)
    return mean, np.sqrt(m2 / len(X))


def standardize(X_train, *others):
    A = np.asarray(X_train, dtype=np.float64)
    mean, std = _welford(A)
    constant = np.array([len(set(column)) == 1 for column in A.T.tolist()], dtype=bool)
    mean, std = np.where(constant, A[0], mean), np.where(constant, 1.0, std)
    return tuple(((np.asarray(B, dtype=np.float64) - mean) / std).astype(np.float32) for B in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if not (k >= 2 and k <= n_samples):
        raise ValueError("k must be at least 2 and at most n_samples")
    order = np.random.Generator(np.random.Philox(seed)).permutation(n_samples)
    cuts = np.rint(np.linspace(0, n_samples, k + 1)).astype(int)
    folds = []
    for a, b in zip(cuts[:-1], cuts[1:]):
        folds.append((np.r_[order[:a], order[b:]], order[a:b]))
    return folds


class EpochSeededLoader(DataLoader):
    """A DataLoader whose generator is seeded anew, from (seed, epoch), whenever an epoch starts."""

    def __init__(self, dataset, batch_size, seed):
        super().__init__(dataset, batch_size=batch_size, shuffle=True, generator=torch.Generator())
        self.seed, self.epoch = seed, 0

    def __iter__(self):
        self.generator.manual_seed((self.seed * 1_000_003 + self.epoch) % 2**63)
        self.epoch += 1
        return super().__iter__()


def make_loaders(X, y, train, val, *, batch_size, seed):
    def dataset(rows):
        rows = np.array([int(r) for r in rows], dtype=np.int64)
        inputs = torch.as_tensor(np.asarray(X, dtype=np.float64)[rows]).float()
        targets = torch.as_tensor(np.asarray(y, dtype=np.float64)[rows]).float()
        return TensorDataset(inputs, targets.view(-1, 1))

    return EpochSeededLoader(dataset(train), batch_size, seed), DataLoader(dataset(val), batch_size)


def _weighted_mean(pairs):
    finite = all(math.isfinite(value) for value, _ in pairs)
    add = math.fsum if finite else sum
    return add(value * n for value, n in pairs) / sum(n for _, n in pairs)


def evaluate(model, loader, criterion, device):
    mode = model.training
    try:
        model.eval()
        with torch.set_grad_enabled(False):
            return _weighted_mean(
                [(criterion(model(x.to(device)), t.to(device)).double().item(), len(x)) for x, t in loader]
            )
    finally:
        model.train(mode)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        pairs = []
        model.train()
        for x, t in train_loader:
            loss = criterion(model(x.to(device)), t.to(device))
            optimizer.zero_grad(set_to_none=False)
            loss.backward()
            optimizer.step()
            pairs.append((loss.double().item(), len(x)))
        history["train_loss"].append(_weighted_mean(pairs))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, Z = standardize(X[train], X)
        train_loader, val_loader = make_loaders(Z, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(
            model, train_loader, val_loader, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        losses.append(history["val_loss"][-1])
    return losses

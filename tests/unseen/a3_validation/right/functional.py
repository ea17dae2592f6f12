# Functional: groupby, accumulate, pairwise, partial; random.Random for every shuffle; losses as a folded stream.
import random
from contextlib import contextmanager
from functools import partial, reduce
from itertools import accumulate, chain, count, groupby, pairwise
from operator import itemgetter

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def _shuffled(items, rng):
    items = list(items)
    return rng.sample(items, len(items))


def _cut(items, fractions):
    """(train, val, test) of a shuffled group, cut at rounded cumulative fractions."""
    n = len(items)
    cuts = (0, *(int(f * n + 0.5) for f in accumulate(fractions)), n)
    val, test, train = (items[a:b] for a, b in pairwise(cuts))
    return train, val, test


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1 - 1e-9:
        raise ValueError("the fractions leave no training sample")
    rng = random.Random(seed)
    label = (lambda i: y[i]) if stratify else (lambda i: 0)
    groups = (list(group) for _, group in groupby(sorted(range(len(y)), key=label), key=label))
    cut = partial(_cut, fractions=(val_fraction, test_fraction))
    dealt = [cut(_shuffled(group, rng)) for group in groups]
    parts = tuple(_shuffled(chain.from_iterable(map(itemgetter(i), dealt)), rng) for i in range(3))
    if not parts[0]:
        raise ValueError("the fractions leave no training sample")
    return parts


def standardize(X_train, *others):
    reference = np.asarray(X_train, dtype=np.float64)
    constant = (reference == reference[:1]).all(axis=0)
    mean, std = reference.mean(axis=0), np.where(constant, 1.0, reference.std(axis=0))
    return tuple(map(lambda a: np.float32((np.asarray(a, dtype=np.float64) - mean) / std), (X_train, *others)))


def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError("2 <= k <= n_samples")
    order = _shuffled(range(n_samples), random.Random(seed))
    folds = [order[i::k] for i in range(k)]
    return [(list(chain.from_iterable(folds[:i] + folds[i + 1 :])), fold) for i, fold in enumerate(folds)]


class _Reshuffled:
    """A plain iterable of positions, another order each time, by (seed, epoch) alone."""

    def __init__(self, n, seed):
        self.n, self.rngs = n, (random.Random(f"{seed}/{epoch}") for epoch in count())

    def __iter__(self):
        return iter(_shuffled(range(self.n), next(self.rngs)))

    def __len__(self):
        return self.n


def make_loaders(X, y, train, val, *, batch_size, seed):
    def dataset(rows):
        rows = [int(i) for i in rows]
        return TensorDataset(
            torch.as_tensor(np.asarray(X)[rows], dtype=torch.float32),
            torch.as_tensor(np.asarray(y)[rows], dtype=torch.float32).unsqueeze(1),
        )

    load = partial(DataLoader, batch_size=batch_size)
    return load(dataset(train), sampler=_Reshuffled(len(train), seed)), load(dataset(val))


@contextmanager
def looking_only(model):
    mode = model.training
    try:
        with torch.no_grad():
            yield model.eval()
    finally:
        model.train(mode)


def _mean(pairs):
    total, n = reduce(lambda s, p: (s[0] + p[0] * p[1], s[1] + p[1]), pairs, (0.0, 0))
    return total / n


def _batches(loader, device):
    return ((inputs.to(device), targets.to(device)) for inputs, targets in loader)


def evaluate(model, loader, criterion, device):
    with looking_only(model) as net:
        return _mean((criterion(net(x), t).item(), len(x)) for x, t in _batches(loader, device))


def _training(model, loader, criterion, optimizer, device):
    for x, t in _batches(loader, device):
        optimizer.zero_grad()
        loss = criterion(model.train()(x), t)
        loss.backward()
        optimizer.step()
        yield loss.item(), len(x)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    def epoch(_):
        # a tuple is built from left to right: first the updates, then the look at validation
        return (
            _mean(_training(model, train_loader, criterion, optimizer, device)),
            evaluate(model, val_loader, criterion, device),
        )

    rows = list(map(epoch, range(epochs)))
    return {"train_loss": [t for t, _ in rows], "val_loss": [v for _, v in rows]}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def last_loss(fold):
        train, val = fold
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        run = partial(train_and_validate, model, *loaders, criterion, make_optimizer(model))
        return run(epochs=epochs, device=torch.device("cpu"))["val_loss"][-1]

    return list(map(last_loss, kfold_indices(len(X), k, seed=seed)))

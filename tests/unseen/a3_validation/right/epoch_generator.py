# unusual: training is a generator that yields (train loss, validation loss) per epoch; everything else consumes it; permutations are cached
from functools import lru_cache
from itertools import islice
from typing import Iterator, NamedTuple

import numpy as np
import torch
from torch.utils.data import DataLoader, Subset, TensorDataset


class Epoch(NamedTuple):
    train_loss: float
    val_loss: float


@lru_cache(maxsize=64)
def _permutation(n: int, seed: int, purpose: str) -> tuple[int, ...]:
    """Depends on its arguments alone, so it may be remembered; a tuple, so that nobody changes it."""
    generator = torch.Generator().manual_seed(seed * 10 + len(purpose))
    return tuple(torch.randperm(n, generator=generator).tolist())


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("the fractions take everything")
    order = np.array(_permutation(len(y), int(seed), "holdout"), dtype=int)
    labels = np.asarray(y)[order]
    classes = np.unique(labels) if stratify else [None]
    train, val, test = [], [], []
    for c in classes:
        mine = order if c is None else order[labels == c]
        n = len(mine)
        a, b = round(n * val_fraction), n - round(n * test_fraction)
        val.append(mine[:a])
        train.append(mine[a:b])
        test.append(mine[b:])
    train, val, test = (np.concatenate(p) for p in (train, val, test))
    if len(train) == 0:
        raise ValueError("the fractions take everything")
    return train, val, test


def standardize(X_train, *others):
    X = np.asarray(X_train, dtype=np.float64)
    # Welford, row by row
    mean, m2 = np.zeros(X.shape[1]), np.zeros(X.shape[1])
    for count, row in enumerate(X, start=1):
        delta = row - mean
        mean += delta / count
        m2 += delta * (row - mean)
    constant = (X == X[:1]).all(axis=0)
    mean[constant] = X[0, constant]
    std = np.sqrt(m2 / len(X))
    std[constant] = 1
    return tuple(((np.asarray(A, dtype=np.float64) - mean) / std).astype(np.float32) for A in (X, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k < 2 or k > n_samples")
    order = list(_permutation(n_samples, int(seed), "fold"))
    sizes = [n_samples // k + (f < n_samples % k) for f in range(k)]
    it = iter(order)
    chunks = [list(islice(it, size)) for size in sizes]
    return [(sum(chunks[:f] + chunks[f + 1 :], []), chunks[f]) for f in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    whole = TensorDataset(
        torch.tensor(np.asarray(X), dtype=torch.float32), torch.tensor(np.asarray(y), dtype=torch.float32).view(-1, 1)
    )
    as_list = lambda part: np.asarray(part, dtype=int).tolist()  # noqa: E731
    return (
        DataLoader(
            Subset(whole, as_list(train)),
            batch_size=batch_size,
            shuffle=True,
            generator=torch.Generator().manual_seed(seed),
            num_workers=0,
        ),
        DataLoader(Subset(whole, as_list(val)), batch_size=batch_size, num_workers=0),
    )


def evaluate(model, loader, criterion, device):
    mode = model.training
    forward = torch.no_grad()(model.eval().__call__)
    total = count = 0
    for inputs, targets in loader:
        loss = criterion(forward(inputs.to(device)), targets.to(device))
        total += loss.item() * len(targets)
        count += len(targets)
    model.train(mode)
    return total / count


def training(model, train_loader, val_loader, criterion, optimizer, device) -> Iterator[Epoch]:
    """Never ends: whoever consumes it decides how many epochs there are."""
    while True:
        model.train()
        total = count = 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(targets)
            count += len(targets)
        yield Epoch(total / count, evaluate(model, val_loader, criterion, device))


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    run = list(islice(training(model, train_loader, val_loader, criterion, optimizer, device), epochs))
    return {name: [getattr(epoch, name) for epoch in run] for name in Epoch._fields}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def folds() -> Iterator[float]:
        for train, val in kfold_indices(len(X), k, seed=seed):
            scaled = standardize(X[train], X)[1]
            loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
            model = make_model()
            *_, last = islice(
                training(model, *loaders, criterion, make_optimizer(model), torch.device("cpu")), epochs
            )
            yield last.val_loss

    return list(folds())

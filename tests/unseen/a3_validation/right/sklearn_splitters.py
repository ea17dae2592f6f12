# unusual: StratifiedShuffleSplit and ShuffleSplit decide the parts, a Pipeline-like transformer scales, KFold's seed is a RandomState; loss sums kept by nonlocal
import numpy as np
import torch
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.model_selection import KFold, ShuffleSplit, StratifiedShuffleSplit
from sklearn.utils import check_random_state
from torch.utils.data import DataLoader, TensorDataset


def _take(pool, labels, size, rng):
    """`size` of the pool, and the rest."""
    if size == 0:
        return pool[:0], pool
    kind = ShuffleSplit if labels is None else StratifiedShuffleSplit
    splitter = kind(n_splits=1, test_size=size, random_state=rng)
    rest, taken = next(splitter.split(pool, None if labels is None else labels[pool]))
    return pool[taken], pool[rest]


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    n = len(y)
    n_test, n_val = int(round(test_fraction * n)), int(round(val_fraction * n))
    if val_fraction + test_fraction >= 1 or n_test + n_val >= n:
        raise ValueError("the train set would be empty")
    rng = check_random_state(seed)
    labels = y if stratify else None
    pool = rng.permutation(n)
    test, pool = _take(pool, labels, n_test, rng)
    val, train = _take(pool, labels, n_val, rng)
    return train, val, test


class Centre(TransformerMixin, BaseEstimator):
    def fit(self, X, y=None):
        X = np.asarray(X, dtype=np.float64)
        self.mean_ = X.mean(axis=0)
        self.scale_ = X.std(axis=0)
        self.scale_[X.min(axis=0) == X.max(axis=0)] = 1.0
        return self

    def transform(self, X):
        return ((np.asarray(X, dtype=np.float64) - self.mean_) / self.scale_).astype(np.float32)


def standardize(X_train, *others):
    centre = Centre()
    first = centre.fit_transform(X_train)
    return (first, *(centre.transform(other) for other in others))


def kfold_indices(n_samples, k, *, seed):
    if not 1 < k <= n_samples:
        raise ValueError("k out of range")
    order = check_random_state(seed).permutation(n_samples)
    return [(order[train], order[val]) for train, val in KFold(k).split(order)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    def to_set(indices):
        indices = np.asarray(indices, dtype=np.int64)
        features = torch.from_numpy(np.take(np.asarray(X), indices, axis=0).astype(np.float32))
        labels = torch.from_numpy(np.take(np.asarray(y), indices, axis=0).astype(np.float32))
        return TensorDataset(features, labels.reshape(-1, 1))

    train_loader = DataLoader(
        to_set(train), batch_size=batch_size, shuffle=True, generator=torch.Generator().manual_seed(seed)
    )
    return train_loader, DataLoader(to_set(val), batch_size=batch_size)


def _averager():
    total, weight = 0.0, 0

    def add(value=None, n=0):
        nonlocal total, weight
        if value is None:
            return total / weight
        total += value * n
        weight += n

    return add


def evaluate(model, loader, criterion, device):
    add = _averager()
    mode = model.training
    previous = torch.set_grad_enabled(False)
    try:
        model.eval()
        for features, labels in loader:
            loss = criterion(model(features.to(device)), labels.to(device))
            add(loss.item(), labels.size(0))
    finally:
        torch.set_grad_enabled(previous.prev)
        model.train(mode)
    return add()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss, val_loss = [], []
    for _ in range(epochs):
        add = _averager()
        model.train()
        for features, labels in train_loader:
            features, labels = features.to(device), labels.to(device)
            loss = criterion(model(features), labels)
            optimizer.zero_grad(set_to_none=False)
            loss.backward()
            optimizer.step()
            add(loss.item(), labels.size(0))
        train_loss.append(add())
        val_loss.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_loss, "val_loss": val_loss}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def scores():
        for train, val in kfold_indices(len(X), k, seed=seed):
            centre = Centre().fit(X[train])
            loaders = make_loaders(centre.transform(X), y, train, val, batch_size=batch_size, seed=seed)
            model = make_model()
            optimizer = make_optimizer(model)
            yield train_and_validate(
                model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
            )["val_loss"][-1]

    return [float(score) for score in scores()]

# Caches: seeded permutations are remembered (as tuples, so nobody can change them), moments are computed lazily and
# once, and dataset tensors are prepared once per part.
from functools import cached_property, lru_cache

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


@lru_cache(maxsize=128)
def permutation(n, seed, salt=0):
    return tuple(np.random.default_rng([seed, salt]).permutation(n).tolist())


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction > 1 - 1e-9:
        raise ValueError("no room for training samples")
    members = {}
    for i, label in enumerate(np.asarray(y).tolist() if stratify else [None] * len(y)):
        members.setdefault(label, []).append(i)
    part = {}
    for salt, group in enumerate(members.values()):
        n_val = round(val_fraction * len(group))
        n_test = round(test_fraction * len(group))
        for rank, position in enumerate(permutation(len(group), seed, salt)):
            part[group[position]] = "val" if rank < n_val else "test" if rank < n_val + n_test else "train"
    order = permutation(len(y), seed, len(members))
    result = tuple([i for i in order if part[i] == name] for name in ("train", "val", "test"))
    if not result[0]:
        raise ValueError("no room for training samples")
    return result


class Moments:
    def __init__(self, X):
        self.X = np.asarray(X, dtype=np.float64)

    @cached_property
    def mean(self):
        return self.X.mean(axis=0)

    @cached_property
    def constant(self):
        return (self.X == self.X[0]).all(axis=0)

    @cached_property
    def divisor(self):
        return np.where(self.constant, 1.0, np.sqrt(self.X.var(axis=0)))

    def apply(self, X):
        return torch.from_numpy((np.asarray(X, dtype=np.float64) - self.mean) / self.divisor).float()


def standardize(X_train, *others):
    moments = Moments(X_train)
    return tuple(moments.apply(X) for X in [X_train, *others])


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be from 2 to n_samples")
    order = permutation(int(n_samples), seed)
    vals = [order[i::k] for i in range(k)]
    return [([i for i in order if i not in held], list(val)) for val in vals for held in [frozenset(val)]]


class Part(Dataset):
    def __init__(self, X, y, rows):
        self.source, self.rows = (X, y), [int(i) for i in rows]

    @cached_property
    def tensors(self):
        X, y = self.source
        inputs = torch.tensor(np.asarray(X)[self.rows], dtype=torch.float32)
        targets = torch.tensor(np.asarray(y)[self.rows], dtype=torch.float32)
        return inputs, targets.unsqueeze(1)

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        inputs, targets = self.tensors
        return inputs[i], targets[i]

    def __getitems__(self, positions):
        return [self[i] for i in positions]


class CachedOrder:
    """Epoch e visits the samples in permutation(n, seed, e)."""

    def __init__(self, n, seed):
        self.n, self.seed, self.epoch = n, seed, 0

    def __len__(self):
        return self.n

    def __iter__(self):
        order = permutation(self.n, self.seed, self.epoch)
        self.epoch += 1
        return iter(order)


def make_loaders(X, y, train, val, *, batch_size, seed):
    train_part, val_part = Part(X, y, train), Part(X, y, val)
    return (
        DataLoader(train_part, batch_size=batch_size, sampler=CachedOrder(len(train_part), seed)),
        DataLoader(val_part, batch_size=batch_size),
    )


def evaluate(model, loader, criterion, device):
    mode = model.training
    model.eval()
    losses = []
    with torch.no_grad():
        for inputs, targets in loader:
            loss = criterion(model(inputs.to(device)), targets.to(device))
            losses.append(loss.double() * targets.shape[0])
    model.train(mode)
    return torch.stack(losses).sum().item() / len(loader.dataset)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    def train():
        model.train()
        kept = []
        for inputs, targets in train_loader:
            loss = criterion(model(inputs.to(device)), targets.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            kept.append(loss.detach().double() * targets.shape[0])
        return torch.stack(kept).sum().item() / len(train_loader.dataset)

    curves = [(train(), evaluate(model, val_loader, criterion, device)) for _ in range(epochs)]
    return {name: [pair[i] for pair in curves] for i, name in enumerate(("train_loss", "val_loss"))}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    answers = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        moments = Moments(X[train])
        loaders = make_loaders(moments.apply(X), y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        curves = train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu"))
        answers.append(curves["val_loss"][-1])
    return answers

# Unusual: samples are shuffled by the SHA-256 of (seed, index), so no random generator is used at all, and ranks decide the parts.
import hashlib
from collections import defaultdict
from contextlib import contextmanager

import numpy as np
import torch
from torch.utils.data import DataLoader, Sampler, TensorDataset


def _key(*parts):
    return hashlib.sha256(":".join(map(str, parts)).encode()).digest()


def _shuffled(items, *salt):
    return sorted(items, key=lambda i: _key(*salt, int(i)))


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    labels = np.asarray(y).tolist()
    groups = defaultdict(list)
    for i, label in enumerate(labels):
        groups[label if stratify else None].append(i)
    parts = {"train": [], "val": [], "test": []}
    for members in groups.values():
        n = len(members)
        for rank, i in enumerate(_shuffled(members, "holdout", seed)):
            middle = (rank + 0.5) / n
            name = "val" if middle < val_fraction else "test" if middle < val_fraction + test_fraction else "train"
            parts[name].append(i)
    if not parts["train"]:
        raise ValueError("no sample is left to train on")
    return tuple(_shuffled(parts[name], "order", seed) for name in ("train", "val", "test"))


def standardize(X_train, *others):
    train = np.asarray(X_train, dtype=np.float64)
    constant = (train == train[:1]).all(axis=0)
    mean = np.where(constant, train[0], train.mean(axis=0))
    scale = np.where(constant, 1.0, train.std(axis=0))
    return tuple(((np.asarray(a, dtype=np.float64) - mean) / scale).astype(np.float32) for a in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must be in 2..{n_samples}, not {k}")
    order = _shuffled(range(n_samples), "kfold", seed)
    vals = [order[i::k] for i in range(k)]
    return [([i for other in vals if other is not val for i in other], val) for val in vals]


class EpochSampler(Sampler):
    def __init__(self, n, seed):
        self.n, self.seed, self.epoch = n, seed, 0

    def __len__(self):
        return self.n

    def __iter__(self):
        self.epoch += 1
        return iter(_shuffled(range(self.n), "epoch", self.seed, self.epoch))


def make_loaders(X, y, train, val, *, batch_size, seed):
    def dataset(indices):
        rows = np.array([int(i) for i in indices], dtype=int)
        inputs = torch.as_tensor(np.asarray(X)[rows].astype(np.float32))
        return TensorDataset(inputs, torch.as_tensor(np.asarray(y)[rows].astype(np.float32)).unsqueeze(1))

    learn, check = dataset(train), dataset(val)
    return (
        DataLoader(learn, batch_size=batch_size, sampler=EpochSampler(len(learn), seed)),
        DataLoader(check, batch_size=batch_size),
    )


@contextmanager
def looking_only(model):
    mode = model.training
    try:
        with torch.no_grad():
            yield model.eval()
    finally:
        model.train(mode)


def evaluate(model, loader, criterion, device):
    with looking_only(model) as judge:
        pairs = [(judge(x.to(device)), t.to(device)) for x, t in loader]
        outputs, targets = (torch.cat(column) for column in zip(*pairs))
        return criterion(outputs, targets).item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        total = 0.0
        for x, t in train_loader:
            x, t = x.to(device), t.to(device)
            loss = criterion(model(x), t)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        history["train_loss"].append(total / len(train_loader.dataset))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    last = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, scaled = standardize(np.asarray(X)[train], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        last.append(history["val_loss"][-1])
    return last

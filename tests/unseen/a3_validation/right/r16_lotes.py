# style: automatic batching switched off (batch_size=None, a BatchSampler as sampler, tensors indexed by lists); Phase context objects; match statement
# open options used: random.Random(seed) everywhere, indices as plain lists; the same _run function with or without optimizer
import random
from collections import Counter

import numpy as np
import torch
from torch.utils.data import BatchSampler, DataLoader, Dataset, Sampler, SequentialSampler


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    rng = random.Random(seed)
    order = list(range(len(y)))
    rng.shuffle(order)
    keys = np.asarray(y).tolist() if stratify else [None] * len(order)
    sizes = Counter(keys)
    quota = {}
    for key, n in sizes.items():
        v = int(n * val_fraction + 1e-9)
        t = int(n * (val_fraction + test_fraction) + 1e-9) - v
        quota[key] = {"val": v, "test": t}
    parts = {"train": [], "val": [], "test": []}
    for i in order:
        left = quota[keys[i]]
        match left:
            case {"val": v} if v > 0:
                where = "val"
            case {"test": t} if t > 0:
                where = "test"
            case _:
                where = "train"
        if where != "train":
            left[where] -= 1
        parts[where].append(i)
    if len(parts["train"]) == 0:
        raise ValueError("no training samples")
    return parts["train"], parts["val"], parts["test"]


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=float)
    mu, low, high = X_train.mean(0), X_train.min(0), X_train.max(0)
    sigma = np.linalg.norm(X_train - mu, axis=0) / len(X_train) ** 0.5
    np.copyto(sigma, 1.0, where=low == high)
    return tuple(np.divide(np.subtract(a, mu), sigma).astype("float32") for a in [X_train] + list(others))


def kfold_indices(n_samples, k, *, seed):
    if k not in range(2, n_samples + 1):
        raise ValueError("bad k")
    deck = random.Random(seed).sample(range(n_samples), n_samples)
    hands = [deck[i::k] for i in range(k)]
    return [([i for j, h in enumerate(hands) if j != f for i in h], hands[f]) for f in range(k)]


class Whole(Dataset):
    def __init__(self, X, y, index):
        index = np.asarray(index, dtype=np.int64)
        self.X = torch.tensor(np.asarray(X)[index], dtype=torch.float32)
        self.y = torch.tensor(np.asarray(y)[index], dtype=torch.float32)[:, None]

    def __len__(self):
        return len(self.X)

    def __getitem__(self, key):
        return self.X[key], self.y[key]


class Reshuffled(Sampler):
    def __init__(self, n, seed):
        self.order, self.rng = list(range(n)), random.Random(seed)

    def __len__(self):
        return len(self.order)

    def __iter__(self):
        self.rng.shuffle(self.order)
        return iter(list(self.order))


def make_loaders(X, y, train, val, *, batch_size, seed):
    a, b = Whole(X, y, train), Whole(X, y, val)
    return (
        DataLoader(a, batch_size=None, sampler=BatchSampler(Reshuffled(len(a), seed), batch_size, False)),
        DataLoader(b, batch_size=None, sampler=BatchSampler(SequentialSampler(b), batch_size, False)),
    )


def _run(model, loader, criterion, device, optimizer=None):
    total = count = 0
    with torch.set_grad_enabled(optimizer is not None):
        for x, t in loader:
            x, t = x.to(device), t.to(device)
            loss = criterion(model(x), t)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * t.size(0)
            count += t.size(0)
    return total / count


def evaluate(model, loader, criterion, device):
    before = model.training
    model.train(mode=False)
    result = _run(model, loader, criterion, device)
    model.train(mode=before)
    return result


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    pairs = [
        (_run(model.train(), train_loader, criterion, device, optimizer), evaluate(model, val_loader, criterion, device))
        for _ in range(epochs)
    ]
    return dict(zip(("train_loss", "val_loss"), map(list, zip(*pairs)))) or {"train_loss": [], "val_loss": []}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def fold(train, val):
        Z = np.empty(np.shape(X), np.float32)
        Z[train], Z[val] = standardize(np.asarray(X)[train], np.asarray(X)[val])
        model = make_model()
        return train_and_validate(
            model,
            *make_loaders(Z, y, train, val, batch_size=batch_size, seed=seed),
            criterion,
            make_optimizer(model),
            epochs=epochs,
            device=torch.device("cpu"),
        )["val_loss"][-1]

    return [fold(*pair) for pair in kfold_indices(len(X), k, seed=seed)]

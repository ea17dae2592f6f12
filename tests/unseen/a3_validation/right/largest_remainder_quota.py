# Unusual: exact parts by largest remainders with Fractions and a heap; the standard deviation is exact too (statistics.pvariance).
from __future__ import annotations

import heapq
import random
import statistics
from collections import Counter, deque
from fractions import Fraction

import numpy as np
import torch
from torch.utils.data import DataLoader, SubsetRandomSampler, TensorDataset


def quotas(weights: dict, total: int) -> dict:
    """Deals `total` out in proportion to `weights`: the floor to each, the rest by the largest remainders."""
    whole = sum(weights.values())
    exact = {key: Fraction(total) * w / whole for key, w in weights.items()}
    counts = {key: share.__floor__() for key, share in exact.items()}
    for key in heapq.nlargest(total - sum(counts.values()), exact, key=lambda key: exact[key] - counts[key]):
        counts[key] += 1
    return counts


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    rng = random.Random(seed)
    labels = np.asarray(y).tolist() if stratify else [None] * len(y)
    shares = {"val": Fraction(val_fraction), "test": Fraction(test_fraction)}
    shares["train"] = 1 - shares["val"] - shares["test"]
    if shares["train"] <= Fraction(1, 10**12):
        raise ValueError("val_fraction + test_fraction must be below 1")
    parts: dict[str, list[int]] = {"train": [], "val": [], "test": []}
    queues: dict = {}
    for i in rng.sample(range(len(labels)), len(labels)):
        queues.setdefault(labels[i], deque()).append(i)
    for label, n in Counter(labels).items():
        for name, count in quotas(shares, n).items():
            parts[name].extend(queues[label].popleft() for _ in range(count))
    if not parts["train"]:
        raise ValueError("nothing left to train on")
    return tuple(rng.sample(parts[name], len(parts[name])) for name in ("train", "val", "test"))


def standardize(X_train, *others):
    columns = [list(map(float, column)) for column in zip(*np.asarray(X_train, dtype=float))]
    centre = [statistics.fmean(c) if len(set(c)) > 1 else c[0] for c in columns]
    spread = [statistics.pstdev(c) or 1.0 for c in columns]
    return tuple(
        torch.tensor((np.asarray(a, dtype=float) - centre) / spread, dtype=torch.float32) for a in (X_train, *others)
    )


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k")
    numbers = [i % k for i in range(n_samples)]
    random.Random(seed).shuffle(numbers)
    return [
        ([i for i, f in enumerate(numbers) if f != fold], [i for i, f in enumerate(numbers) if f == fold])
        for fold in range(k)
    ]


def make_loaders(X, y, train, val, *, batch_size, seed):
    def tensors(indices):
        indices = np.fromiter((int(i) for i in indices), dtype=np.int64)
        return TensorDataset(
            torch.Tensor(np.asarray(X)[indices].astype("f4")), torch.Tensor(np.asarray(y)[indices].astype("f4")).view(-1, 1)
        )

    learn = tensors(train)
    sampler = SubsetRandomSampler(range(len(learn)), generator=torch.Generator().manual_seed(seed))
    return DataLoader(learn, batch_size=batch_size, sampler=sampler), DataLoader(tensors(val), batch_size=batch_size)


def _average(pairs):
    return float(sum(loss * n for loss, n in pairs)) / sum(n for _, n in pairs)


def evaluate(model, loader, criterion, device):
    before = model.training
    try:
        model.eval()
        with torch.autograd.inference_mode(mode=True):
            return _average([(criterion(model(a.to(device)), b.to(device)).item(), len(a)) for a, b in loader])
    finally:
        if before:
            model.train()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}

    def train_batch(a, b):
        model.train()
        loss = criterion(model(a), b)
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
        return loss.item(), len(a)

    for _ in range(epochs):
        pairs = [train_batch(a.to(device), b.to(device)) for a, b in train_loader]
        history["train_loss"].append(_average(pairs))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    out = deque()
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, scaled = standardize(np.asarray(X)[train], X)
        train_loader, val_loader = make_loaders(scaled.numpy(), y, train, val, batch_size=batch_size, seed=seed)
        net = make_model()
        sgd = make_optimizer(net)
        out += train_and_validate(net, train_loader, val_loader, criterion, sgd, epochs=epochs, device=torch.device("cpu"))["val_loss"][-1:]
    return list(out)

# Correct: rich.progress.track, enum of parts, generics/Protocol, functools.partial step functions, torch.compile disabled, itertools-based folds, persistent metadata in a NamedTuple
from __future__ import annotations

import functools
import itertools
import math
import operator
from collections import defaultdict
from enum import StrEnum
from typing import Iterable, NamedTuple, Protocol

import numpy as np
import torch
from rich import print as rprint
from rich.progress import track
from torch import Tensor, nn
from torch.utils.data import DataLoader, StackDataset, TensorDataset, default_collate


class Part(StrEnum):
    TRAIN = "train"
    VAL = "val"
    TEST = "test"


class Split(NamedTuple):
    train: list[int]
    val: list[int]
    test: list[int]


class LossFn(Protocol):
    def __call__(self, outputs: Tensor, targets: Tensor, /) -> Tensor: ...


class Weighted(NamedTuple):
    total: float = 0.0
    n: int = 0

    def __add__(self, other: "Weighted") -> "Weighted":
        return Weighted(self.total + other.total, self.n + other.n)

    @property
    def mean(self) -> float:
        return self.total / self.n


def _largest_remainder(total: int, shares: list[float]) -> list[int]:
    exact = [total * s for s in shares]
    counts = [math.floor(e + 1e-9) for e in exact]
    order = sorted(range(len(shares)), key=lambda i: counts[i] - exact[i])
    for i in order[: total - sum(counts)]:
        counts[i] += 1
    return counts


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    rng = np.random.Generator(np.random.PCG64(seed))
    groups: dict[object, list[int]] = defaultdict(list)
    for i in rng.permutation(len(y)).tolist():
        groups[np.asarray(y)[i].item() if stratify else None].append(i)
    shares = [1 - val_fraction - test_fraction, val_fraction, test_fraction]
    if shares[0] < 1e-12:
        raise ValueError("the fractions leave no sample to train on")
    parts = {part: [] for part in Part}
    for members in groups.values():
        stream = iter(members)
        for part, size in zip(Part, _largest_remainder(len(members), shares)):
            parts[part].extend(itertools.islice(stream, size))
    if not parts[Part.TRAIN]:
        raise ValueError("the fractions leave no sample to train on")
    return Split(*parts.values())


def standardize(X_train, *others):
    arrays = [np.asarray(a, dtype=np.longdouble) for a in (X_train, *others)]
    mean = arrays[0].mean(axis=0)
    scale = np.sqrt(((arrays[0] - mean) ** 2).mean(axis=0))
    scale[np.ptp(arrays[0], axis=0) == 0] = 1
    return tuple(torch.from_numpy(((a - mean) / scale).astype(np.float32)) for a in arrays)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or n_samples < k:
        raise ValueError(f"{k=}, {n_samples=}")
    order = np.random.Generator(np.random.PCG64(seed)).permutation(n_samples).tolist()
    folds = [order[i::k] for i in range(k)]
    return [(functools.reduce(operator.add, folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    def dataset(idx):
        idx = np.asarray(list(idx), dtype=np.intp)
        xs, ys = np.asarray(X, np.float32)[idx], np.asarray(y, np.float32)[idx, None]
        return StackDataset(torch.from_numpy(xs), torch.from_numpy(ys))

    loader = functools.partial(DataLoader, batch_size=batch_size, collate_fn=default_collate)
    return loader(dataset(train), shuffle=True, generator=torch.Generator().manual_seed(seed)), loader(dataset(val))


@torch.compile(disable=True)
def _forward(model, criterion, x, y):
    return criterion(model(x), y)


def _train_batch(model, criterion, optimizer, device, batch) -> Weighted:
    x, y = (t.to(device, non_blocking=True) for t in batch)
    optimizer.zero_grad()
    loss = _forward(model, criterion, x, y)
    loss.backward()
    optimizer.step()
    return Weighted(loss.item() * len(x), len(x))


@torch.inference_mode()
def _val_batch(model, criterion, device, batch) -> Weighted:
    x, y = (t.to(device, non_blocking=True) for t in batch)
    return Weighted(_forward(model, criterion, x, y).item() * len(x), len(x))


def _mean(step, loader: Iterable) -> float:
    return functools.reduce(operator.add, map(step, loader), Weighted()).mean


def evaluate(model: nn.Module, loader: DataLoader, criterion: LossFn, device: torch.device) -> float:
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        return _mean(functools.partial(_val_batch, model, criterion, device), loader)
    finally:
        for module, mode in modes.items():
            module.training = mode


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    step = functools.partial(_train_batch, model, criterion, optimizer, device)
    pairs = []
    for _ in track(range(epochs), description="[cyan]epochs", transient=True):
        pairs.append((_mean(step, train_loader) if model.train() else None, evaluate(model, val_loader, criterion, device)))
    train_loss, val_loss = zip(*pairs) if pairs else ((), ())
    return {"train_loss": list(train_loss), "val_loss": list(val_loss)}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cpu = torch.device("cpu")

    def one(fold):
        train, val = fold
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled.numpy(), y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        return train_and_validate(model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=cpu)

    losses = [one(fold)["val_loss"][-1] for fold in kfold_indices(len(X), k, seed=seed)]
    rprint({"folds": losses})
    return losses

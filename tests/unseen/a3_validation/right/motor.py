"""Validation toolkit: a Runner with two phases, hand-written stratified dealing, retries with logging."""
from __future__ import annotations

import enum
import functools
import heapq
import itertools
import logging
from typing import Any, Callable, Iterable, TypedDict

import numpy as np
import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader, RandomSampler, SequentialSampler, TensorDataset

__all__ = ["holdout_indices", "standardize", "kfold_indices", "make_loaders", "evaluate", "train_and_validate",
           "cross_validate"]
logger = logging.getLogger(__name__)


class History(TypedDict):
    train_loss: list[float]
    val_loss: list[float]


class Phase(enum.Enum):
    TRAIN = "train"
    VALIDATE = "validate"


class SplitError(ValueError):
    pass


def logged(fn: Callable) -> Callable:
    @functools.wraps(fn)
    def inner(*args: Any, **kwargs: Any) -> Any:
        try:
            return fn(*args, **kwargs)
        except ValueError as error:
            logger.info("%s: %s", fn.__name__, error)
            raise

    return inner


@logged
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    """Deal the shuffled samples of each class one by one to whichever part is furthest behind its share."""
    for fraction in (val_fraction, test_fraction):
        if not 0 <= fraction <= 1:
            raise SplitError(f"{fraction} is not a fraction")
    train_fraction = 1.0 - val_fraction - test_fraction
    if train_fraction < 1e-9:
        raise SplitError("no training samples are left")
    rng = np.random.default_rng(seed)
    shares = {"train": train_fraction, "val": val_fraction, "test": test_fraction}
    parts: dict[str, list[int]] = {name: [] for name in shares}
    order = rng.permutation(len(y))
    key = (lambda i: y[i]) if stratify else (lambda i: 0)
    for _, members in itertools.groupby(sorted(order.tolist(), key=key), key=key):
        members = list(members)
        quota = {name: int(share * len(members) + 1e-9) for name, share in shares.items()}
        missing = len(members) - sum(quota.values())
        # largest remainders get the samples that the rounding left over
        for name in heapq.nlargest(missing, shares, key=lambda n: shares[n] * len(members) - quota[n]):
            quota[name] += 1
        stream = iter(members)
        for name, count in quota.items():
            parts[name].extend(itertools.islice(stream, count))
    if not parts["train"]:
        raise SplitError("no training samples are left")
    return tuple(np.array(parts[name], dtype=np.intp) for name in ("train", "val", "test"))


@logged
def standardize(X_train, *others):
    reference = np.asarray(X_train, dtype=np.longdouble)
    center = reference.sum(axis=0) / reference.shape[0]
    spread = np.sqrt(((reference - center) ** 2).sum(axis=0) / reference.shape[0])
    spread = np.where(reference.max(axis=0) > reference.min(axis=0), spread, 1)
    return tuple(torch.from_numpy(((np.asarray(a) - center) / spread).astype("float32")) for a in (X_train, *others))


@logged
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise SplitError(f"cannot make {k} folds of {n_samples} samples")
    order = np.random.default_rng(seed).permutation(n_samples)
    base, extra = divmod(n_samples, k)
    stops = list(itertools.accumulate(base + (i < extra) for i in range(k)))
    return [
        (np.setdiff1d(order, order[start:stop], assume_unique=True), order[start:stop])
        for start, stop in itertools.pairwise([0, *stops])
    ]


def make_loaders(X, y, train, val, *, batch_size, seed):
    def take(indices: Iterable[int]) -> TensorDataset:
        rows = torch.tensor([int(i) for i in indices], dtype=torch.int64)
        inputs = torch.as_tensor(X)[rows].float()
        targets = torch.as_tensor(y)[rows].float().reshape(-1, 1)
        return TensorDataset(inputs, targets)

    fit_set, check_set = take(train), take(val)
    shuffler = RandomSampler(fit_set, replacement=False, generator=torch.Generator().manual_seed(seed))
    return (
        DataLoader(fit_set, batch_size=batch_size, sampler=shuffler),
        DataLoader(check_set, batch_size=batch_size, sampler=SequentialSampler(check_set)),
    )


class Runner:
    def __init__(self, model: nn.Module, criterion: Callable, device: torch.device, optimizer: Optimizer | None = None):
        self.model, self.criterion, self.device, self.optimizer = model, criterion, device, optimizer

    def __call__(self, loader: DataLoader, phase: Phase) -> float:
        before = self.model.training
        self.model.train(phase is Phase.TRAIN)
        try:
            with torch.set_grad_enabled(phase is Phase.TRAIN):
                values, weights = zip(*self._batches(loader, phase))
        finally:
            self.model.train(before)
        return sum(v * w for v, w in zip(values, weights)) / sum(weights)

    def _batches(self, loader, phase):
        for batch in loader:
            inputs, targets = map(lambda t: t.to(self.device), batch)
            loss = self.criterion(self.model(inputs), targets)
            match phase:
                case Phase.TRAIN:
                    self.model.zero_grad()
                    loss.backward()
                    self.optimizer.step()
                case Phase.VALIDATE:
                    pass
            yield loss.item(), inputs.shape[0]


def evaluate(model, loader, criterion, device):
    return Runner(model, criterion, device)(loader, Phase.VALIDATE)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device) -> History:
    run = Runner(model, criterion, device, optimizer)
    history: History = {"train_loss": [], "val_loss": []}
    while len(history["val_loss"]) < epochs:
        history["train_loss"].append(run(train_loader, Phase.TRAIN))
        history["val_loss"].append(run(val_loader, Phase.VALIDATE))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def fold_loss(fold) -> float:
        train, val = fold
        _, scaled = standardize(X[train], X)
        model = make_model()
        history = train_and_validate(
            model, *make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed), criterion,
            make_optimizer(model), epochs=epochs, device=torch.device("cpu"),
        )
        return history["val_loss"][-1]

    return list(map(fold_loss, kfold_indices(len(X), k, seed=seed)))

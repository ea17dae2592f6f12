# how: dataclass Scaler, Enum for phases, one run_epoch for train and eval with torch.set_grad_enabled(is_train), ExitStack to restore the mode, default_rng spawned from SeedSequence
from __future__ import annotations

import enum
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Phase(enum.Enum):
    TRAIN = "train_loss"
    VAL = "val_loss"

    @property
    def training(self) -> bool:
        return self is Phase.TRAIN


@dataclass(frozen=True)
class Fractions:
    val: float
    test: float

    def __post_init__(self):
        if self.val < 0 or self.test < 0:
            raise ValueError("fracciones negativas")
        if self.train <= 1e-9:
            raise ValueError("no queda nada para train")

    @cached_property
    def train(self) -> float:
        return 1 - self.val - self.test

    def sizes(self, n: int) -> tuple[int, int]:
        return int(np.floor(self.val * n + 0.5)), int(np.floor(self.test * n + 0.5))


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    fr = Fractions(val_fraction, test_fraction)
    y = np.asarray(y)
    strata = [np.flatnonzero(y == c) for c in np.unique(y)] if stratify else [np.arange(len(y))]
    rngs = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(len(strata) + 1)]
    parts: tuple[list, list, list] = ([], [], [])
    for rng, members in zip(rngs[1:], strata):
        rng.shuffle(members)
        v, t = fr.sizes(len(members))
        for part, chunk in zip(parts, (members[v + t:], members[:v], members[v:v + t])):
            part.extend(chunk)
    if not parts[0]:
        raise ValueError("no queda nada para train")
    out = tuple(np.asarray(p, dtype=np.int64) for p in parts)
    for p in out:
        rngs[0].shuffle(p)
    return out


@dataclass
class Scaler:
    mean: np.ndarray = field(init=False)
    scale: np.ndarray = field(init=False)

    def fit(self, X) -> "Scaler":
        X = np.asarray(X, dtype=np.float64)
        self.mean = X.mean(axis=0)
        self.scale = np.sqrt(((X - self.mean) ** 2).mean(axis=0))
        self.scale[np.ptp(X, axis=0) == 0] = 1.0
        return self

    def __call__(self, X) -> np.ndarray:
        return ((np.asarray(X, dtype=np.float64) - self.mean) / self.scale).astype(np.float32)


def standardize(X_train, *others):
    scaler = Scaler().fit(X_train)
    return (scaler(X_train), *(scaler(o) for o in others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2:
        raise ValueError("se necesitan al menos dos folds")
    if k > n_samples:
        raise ValueError("hay más folds que muestras")
    perm = np.random.default_rng(seed).permutation(n_samples)
    fold_of = np.empty(n_samples, dtype=int)
    fold_of[perm] = np.arange(n_samples) * k // n_samples
    return [(np.flatnonzero(fold_of != f), np.flatnonzero(fold_of == f)) for f in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    def dataset(idx):
        idx = np.asarray([int(i) for i in idx], dtype=np.int64)
        inputs = torch.tensor(np.asarray(X)[idx], dtype=torch.float32)
        targets = torch.tensor(np.asarray(y)[idx], dtype=torch.float32)
        return TensorDataset(inputs, targets[:, None])

    generator = torch.Generator()
    generator.manual_seed(seed)
    return (
        DataLoader(dataset(train), batch_size=batch_size, shuffle=True, generator=generator, num_workers=0),
        DataLoader(dataset(val), batch_size=batch_size, shuffle=False, num_workers=0),
    )


def run_epoch(phase: Phase, model: nn.Module, loader, criterion, device, optimizer=None) -> float:
    assert phase.training == (optimizer is not None)
    with ExitStack() as stack:
        stack.callback(model.train, model.training)
        stack.enter_context(torch.set_grad_enabled(phase.training))
        model.train(phase.training)
        total = np.float64(0)
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            if phase.training:
                optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            if phase.training:
                loss.backward()
                optimizer.step()
            total += loss.item() * inputs.shape[0]
    return float(total / len(loader.dataset))


def evaluate(model, loader, criterion, device):
    return run_epoch(Phase.VAL, model, loader, criterion, device)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {phase.value: [] for phase in Phase}
    for _ in range(epochs):
        history[Phase.TRAIN.value] += [run_epoch(Phase.TRAIN, model, train_loader, criterion, device, optimizer)]
        history[Phase.VAL.value] += [run_epoch(Phase.VAL, model, val_loader, criterion, device)]
    return history


@dataclass
class Fold:
    X: np.ndarray
    y: np.ndarray
    train: np.ndarray
    val: np.ndarray

    def loaders(self, batch_size, seed):
        _, scaled = standardize(self.X[self.train], self.X)
        return make_loaders(scaled, self.y, self.train, self.val, batch_size=batch_size, seed=seed)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    scores = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        train_loader, val_loader = Fold(X, y, train, val).loaders(batch_size, seed)
        model = make_model().to("cpu")
        optimizer = make_optimizer(model)
        *_, last = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )["val_loss"]
        scores.append(last)
    return scores

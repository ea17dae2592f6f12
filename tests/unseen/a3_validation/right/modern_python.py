# Dataclasses, NamedTuple, StrEnum, match, walrus, ExitStack; Subset views of one common dataset.
from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from enum import StrEnum, auto
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Subset, TensorDataset


class Part(StrEnum):
    TRAIN = auto()
    VAL = auto()
    TEST = auto()


class Holdout(NamedTuple):
    train: np.ndarray
    val: np.ndarray
    test: np.ndarray


@dataclass(frozen=True, slots=True)
class Fractions:
    val: float
    test: float

    def __post_init__(self) -> None:
        if self.val + self.test > 1 - 1e-9:
            raise ValueError(f"val {self.val} and test {self.test} leave nothing to train on")

    def cut(self, group: np.ndarray) -> dict[Part, np.ndarray]:
        cuts = np.rint(np.cumsum([self.val, self.test]) * len(group)).astype(int)
        return dict(zip((Part.VAL, Part.TEST, Part.TRAIN), np.split(group, cuts)))


def holdout_indices(y, *, val_fraction: float, test_fraction: float, seed: int, stratify: bool = True) -> Holdout:
    fractions, rng = Fractions(val_fraction, test_fraction), np.random.default_rng(seed)
    y = np.asarray(y)
    match stratify:
        case False:
            groups = [np.arange(y.shape[0])]
        case _:
            groups = [np.flatnonzero(y == value) for value in np.unique(y)]
    dealt: dict[Part, list[np.ndarray]] = {part: [] for part in Part}
    for group in groups:
        for part, piece in fractions.cut(rng.permutation(group)).items():
            dealt[part].append(piece)
    split = Holdout(**{part.value: rng.permutation(np.concatenate(pieces)) for part, pieces in dealt.items()})
    if not (size := len(split.train)):
        raise ValueError(f"{size} training samples")
    return split


@dataclass(slots=True)
class Statistics:
    mean: np.ndarray
    std: np.ndarray

    @classmethod
    def of(cls, X: np.ndarray) -> Statistics:
        std = X.std(axis=0)
        std[(X == X[0]).all(axis=0)] = 1
        return cls(mean=X.mean(axis=0), std=std)

    def __call__(self, X: np.ndarray) -> np.ndarray:
        return np.subtract(X, self.mean, dtype=np.float64).__truediv__(self.std).astype(np.float32)


def standardize(X_train, *others):
    statistics = Statistics.of(np.asarray(X_train).astype(np.float64))
    return *(statistics(np.asarray(X)) for X in (X_train, *others)),


def kfold_indices(n_samples: int, k: int, *, seed: int):
    match k:
        case int() | np.integer() if 2 <= k <= n_samples:
            order = np.random.default_rng(seed).permutation(n_samples)
        case _:
            raise ValueError(f"{k=} with {n_samples=}")
    bounds = [i * n_samples // k for i in range(k + 1)]  # sizes differ by at most one
    return [(np.delete(order, slice(a, b)), order[a:b]) for a, b in zip(bounds, bounds[1:])]


def make_loaders(X, y, train, val, *, batch_size: int, seed: int):
    everything = TensorDataset(
        torch.tensor(np.ascontiguousarray(X), dtype=torch.float32),
        torch.tensor(np.ascontiguousarray(y), dtype=torch.float32)[:, None],
    )
    return (
        DataLoader(
            Subset(everything, [int(i) for i in train]),
            batch_size=batch_size,
            shuffle=True,
            generator=torch.Generator().manual_seed(seed),
        ),
        DataLoader(Subset(everything, [int(i) for i in val]), batch_size=batch_size),
    )


@dataclass(slots=True)
class Mean:
    total: float = 0.0
    n: int = 0

    def add(self, loss: Tensor, n: int) -> None:
        self.total += float(loss) * n
        self.n += n

    def __float__(self) -> float:
        return self.total / self.n


def evaluate(model: nn.Module, loader: DataLoader, criterion, device: torch.device) -> float:
    mean = Mean()
    with ExitStack() as stack:
        stack.callback(model.train, mode=model.training)
        stack.enter_context(torch.no_grad())
        model.eval()
        for inputs, targets in loader:
            mean.add(criterion(model(inputs := inputs.to(device)), targets.to(device)), len(inputs))
    return float(mean)


@dataclass
class History:
    train_loss: list[float] = field(default_factory=list)
    val_loss: list[float] = field(default_factory=list)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = History()
    while len(history.val_loss) < epochs:
        mean = Mean()
        for inputs, targets in train_loader:
            model.train()
            optimizer.zero_grad()
            (loss := criterion(model(inputs.to(device)), targets.to(device))).backward()
            optimizer.step()
            mean.add(loss.detach(), len(targets))
        history.train_loss.append(float(mean))
        history.val_loss.append(evaluate(model, val_loader, criterion, device))
    return asdict(history)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def run(train: np.ndarray, val: np.ndarray) -> float:
        standard = Statistics.of(np.asarray(X, dtype=np.float64)[train])
        loaders = make_loaders(standard(X), y, train, val, batch_size=batch_size, seed=seed)
        optimizer = make_optimizer(model := make_model())
        curves = train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu"))
        return curves["val_loss"][-1]

    return [run(*fold) for fold in kfold_indices(len(X), k, seed=seed)]

# style: typed engineering: postponed annotations, enum of parts, slotted dataclasses, Generic, Protocol, cached_property, TypedDict
# option: a parts vector (one Part per sample) is the split; the loaders' collate casts to float32; all models of a cross-validation are made before the first fold
from __future__ import annotations

import enum
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypedDict, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import ConcatDataset, DataLoader, RandomSampler, SequentialSampler, Subset, TensorDataset

T = TypeVar("T")
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


class Part(enum.IntEnum):
    TRAIN = 0
    VAL = enum.auto()
    TEST = enum.auto()


class Curves(TypedDict):
    train_loss: list[float]
    val_loss: list[float]


class Criterion(Protocol):
    def __call__(self, outputs: Tensor, targets: Tensor, /) -> Tensor: ...


@dataclass(slots=True)
class Dealer:
    """Writes the part of each sample, stratum by stratum."""

    fractions: Mapping[Part, float]
    rng: np.random.Generator

    def deal(self, n: int) -> npt.NDArray[np.int8]:
        parts = np.full(n, Part.TRAIN, dtype=np.int8)
        start = 0
        for part, fraction in self.fractions.items():
            stop = min(n, start + round(fraction * n))
            parts[start:stop] = part
            start = stop
        self.rng.shuffle(parts)
        return parts


def holdout_indices(
    y: np.ndarray, *, val_fraction: float, test_fraction: float, seed: int, stratify: bool = True
) -> tuple[Ints, Ints, Ints]:
    dealer = Dealer({Part.VAL: val_fraction, Part.TEST: test_fraction}, np.random.default_rng(seed))
    parts = np.empty(len(y), dtype=np.int8)
    for label in np.unique(y) if stratify else (None,):
        here = np.flatnonzero(y == label) if stratify else np.arange(len(y))
        parts[here] = dealer.deal(len(here))
    if sum(dealer.fractions.values()) >= 1.0 or not np.any(parts == Part.TRAIN):
        raise ValueError("no sample is left to train on")
    train, val, test = (dealer.rng.permutation(np.flatnonzero(parts == part)) for part in Part)
    return train, val, test


@dataclass(frozen=True)
class Standardizer:
    reference: np.ndarray = field(repr=False)

    @functools.cached_property
    def statistics(self) -> tuple[np.ndarray, np.ndarray]:
        data = self.reference.astype(np.longdouble)
        mean = np.mean(data, axis=0)
        std = np.std(data, axis=0, ddof=0)
        std[(data == data[0]).all(axis=0)] = 1
        return mean, std

    def __matmul__(self, other: np.ndarray) -> Floats:
        mean, std = self.statistics
        return np.asarray((np.asarray(other) - mean) / std, dtype=np.float32)


def standardize(X_train: np.ndarray, *others: np.ndarray) -> tuple[Floats, ...]:
    scaler = Standardizer(np.asarray(X_train))
    return (scaler @ X_train, *(scaler @ other for other in others))


def kfold_indices(n_samples: int, k: int, *, seed: int) -> list[tuple[Ints, Ints]]:
    match k:
        case int() | np.integer() if 2 <= k <= n_samples:
            pass
        case _:
            raise ValueError(f"k={k!r} is not between 2 and {n_samples}")
    rng = np.random.default_rng(np.random.Philox(seed))
    edges = np.linspace(0, n_samples, k + 1).astype(np.int64)
    order = rng.permutation(n_samples)
    return [(np.delete(order, np.s_[a:b]), order[a:b]) for a, b in zip(edges, edges[1:])]


@dataclass(slots=True)
class Cast(Generic[T]):
    """A collate function: pairs of whatever there is to float32 inputs and (batch, 1) targets."""

    dtype: torch.dtype = torch.float32

    def __call__(self, pairs: list[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
        inputs, targets = zip(*pairs)
        return torch.stack(inputs).to(self.dtype), torch.stack(targets).to(self.dtype)[:, None]


def make_loaders(
    X: np.ndarray, y: np.ndarray, train: Iterable[int], val: Iterable[int], *, batch_size: int, seed: int
) -> tuple[DataLoader, DataLoader]:
    whole = TensorDataset(torch.as_tensor(X), torch.as_tensor(y))
    train_set = ConcatDataset([Subset(whole, [int(i) for i in train])])
    val_set = Subset(whole, [int(i) for i in val])
    sampler = RandomSampler(train_set, replacement=False, generator=torch.Generator().manual_seed(seed))
    make: Callable[..., DataLoader] = functools.partial(DataLoader, batch_size=batch_size, collate_fn=Cast())
    return make(train_set, sampler=sampler), make(val_set, sampler=SequentialSampler(val_set))


@dataclass(slots=True)
class Phase:
    """A pass over a loader that yields (loss, batch size)."""

    model: nn.Module
    criterion: Criterion
    device: torch.device
    optimizer: Optimizer | None = None

    def losses(self, loader: DataLoader) -> Iterator[tuple[Tensor, int]]:
        for inputs, targets in loader:
            outputs = self.model(inputs.to(self.device))
            loss = self.criterion(outputs, targets.to(self.device))
            if self.optimizer is not None:
                self.optimizer.zero_grad(set_to_none=True)
                loss.backward()
                self.optimizer.step()
            yield loss.detach(), inputs.shape[0]

    def __call__(self, loader: DataLoader) -> float:
        self.model.train(self.optimizer is not None)
        values, sizes = zip(*self.losses(loader))
        weights = torch.tensor(sizes, dtype=torch.float64)
        losses = torch.stack(values).to("cpu", torch.float64)
        return (torch.dot(losses, weights) / weights.sum()).item()


class Evaluation(Phase):
    __slots__ = ()

    @torch.no_grad()
    def __call__(self, loader: DataLoader) -> float:
        mode = self.model.training
        try:
            return Phase.__call__(self, loader)
        finally:
            self.model.train(mode)


def evaluate(model: nn.Module, loader: DataLoader, criterion: Criterion, device: torch.device) -> float:
    return Evaluation(model, criterion, device)(loader)


def train_and_validate(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> Curves:
    learn, look = Phase(model, criterion, device, optimizer), Evaluation(model, criterion, device)
    curves = Curves(train_loss=[], val_loss=[])
    for _ in range(epochs):
        curves["train_loss"].append(learn(train_loader))
        curves["val_loss"].append(look(val_loader))
    return curves


def cross_validate(
    make_model: Callable[[], nn.Module],
    make_optimizer: Callable[[nn.Module], Optimizer],
    X: np.ndarray,
    y: np.ndarray,
    *,
    k: int,
    epochs: int,
    batch_size: int,
    criterion: Criterion,
    seed: int,
) -> list[float]:
    cpu = torch.device("cpu")
    models = [make_model() for _ in range(k)]
    optimizers = [make_optimizer(model) for model in models]
    result: list[float] = []
    for (train, val), model, optimizer in zip(
        kfold_indices(len(X), k, seed=seed), models, optimizers, strict=True
    ):
        scaled = Standardizer(X[train]) @ X
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        curves = train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=cpu)
        *_, final = curves["val_loss"]
        result.append(final)
    return result

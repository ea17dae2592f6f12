# unusual: Java-like: a class for every noun (splitter, scaler, folds, loader factory, evaluator, trainer), the functions only call them
from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Part(Enum):
    TRAIN = 0
    VALIDATION = 1
    TEST = 2


@dataclass(frozen=True)
class Fractions:
    validation: float
    test: float

    def __post_init__(self) -> None:
        if self.validation < 0 or self.test < 0:
            raise ValueError("fractions cannot be negative")
        if self.validation + self.test >= 1 - 1e-12:
            raise ValueError("the fractions leave no sample to train on")

    def deal(self, n: int) -> list[Part]:
        n_validation, n_test = round(self.validation * n), round(self.test * n)
        n_test = min(n_test, n - n_validation)
        return (
            [Part.VALIDATION] * n_validation + [Part.TEST] * n_test + [Part.TRAIN] * (n - n_validation - n_test)
        )


class AbstractSplitter(ABC):
    def __init__(self, fractions: Fractions, seed: int) -> None:
        self.fractions = fractions
        self.rng = np.random.Generator(np.random.PCG64(seed))

    @abstractmethod
    def groups(self, y: np.ndarray) -> list[np.ndarray]: ...

    def split(self, y: np.ndarray) -> dict[Part, np.ndarray]:
        result: dict[Part, list[int]] = {part: [] for part in Part}
        for group in self.groups(y):
            for index, part in zip(self.rng.permutation(group), self.fractions.deal(len(group))):
                result[part].append(int(index))
        if not result[Part.TRAIN]:
            raise ValueError("no training sample is left")
        return {part: self.rng.permutation(np.array(indices, dtype=np.intp)) for part, indices in result.items()}


class RandomSplitter(AbstractSplitter):
    def groups(self, y):
        return [np.arange(len(y))]


class StratifiedSplitter(AbstractSplitter):
    def groups(self, y):
        return [np.where(y == value)[0] for value in np.unique(y)]


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    kind = StratifiedSplitter if stratify else RandomSplitter
    parts = kind(Fractions(val_fraction, test_fraction), seed).split(np.asarray(y))
    return parts[Part.TRAIN], parts[Part.VALIDATION], parts[Part.TEST]


class Scaler:
    def fit(self, X: np.ndarray) -> Scaler:
        X = np.asarray(X, dtype=np.float64)
        self.mean_ = np.mean(X, axis=0)
        self.std_ = np.array([1.0 if len(set(column)) == 1 else np.std(column) for column in X.T.tolist()])
        return self

    def transform(self, X: np.ndarray) -> np.ndarray:
        return np.float32((np.asarray(X, dtype=np.float64) - self.mean_) / self.std_)


def standardize(X_train, *others):
    scaler = Scaler().fit(X_train)
    return tuple(scaler.transform(array) for array in [X_train, *others])


class Folds:
    def __init__(self, n_samples: int, k: int, seed: int) -> None:
        if k < 2:
            raise ValueError("k must be at least 2")
        if k > n_samples:
            raise ValueError("k cannot exceed the number of samples")
        self.groups = np.array_split(np.random.Generator(np.random.PCG64(seed)).permutation(n_samples), k)

    def __len__(self) -> int:
        return len(self.groups)

    def __getitem__(self, i: int):
        if not 0 <= i < len(self):
            raise IndexError(i)
        others = [group for j, group in enumerate(self.groups) if j != i]
        return np.concatenate(others), self.groups[i]


def kfold_indices(n_samples, k, *, seed):
    return list(Folds(n_samples, k, seed))


class LoaderFactory:
    def __init__(self, X, y, batch_size: int) -> None:
        self.X = torch.from_numpy(np.array(X, dtype=np.float32))
        self.y = torch.from_numpy(np.array(y, dtype=np.float32).reshape(-1, 1))
        self.batch_size = batch_size

    def create(self, indices, generator: torch.Generator | None = None) -> DataLoader:
        rows = torch.from_numpy(np.array(indices, dtype=np.int64).reshape(-1))
        return DataLoader(
            TensorDataset(self.X[rows], self.y[rows]),
            batch_size=self.batch_size,
            shuffle=generator is not None,
            generator=generator,
        )


def make_loaders(X, y, train, val, *, batch_size, seed):
    factory = LoaderFactory(X, y, batch_size)
    generator = torch.Generator()
    generator.manual_seed(seed)
    return factory.create(train, generator), factory.create(val)


class Evaluator:
    def __init__(self, model, criterion, device) -> None:
        self.model, self.criterion, self.device = model, criterion, device

    def __enter__(self):
        self.was_training = self.model.training
        self.no_grad = torch.no_grad()
        self.no_grad.__enter__()
        self.model.eval()
        return self

    def __exit__(self, *exc) -> None:
        self.model.train(self.was_training)
        self.no_grad.__exit__(*exc)

    def mean_loss(self, loader) -> float:
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(self.device), targets.to(self.device)
            total += self.criterion(self.model(inputs), targets).item() * inputs.size(0)
        return total / len(loader.dataset)


def evaluate(model, loader, criterion, device):
    with Evaluator(model, criterion, device) as evaluator:
        return evaluator.mean_loss(loader)


class Trainer:
    def __init__(self, model, criterion, optimizer, device) -> None:
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device
        self.history = {"train_loss": [], "val_loss": []}

    def epoch(self, train_loader, val_loader) -> None:
        self.history["train_loss"].append(self._train(train_loader))
        self.history["val_loss"].append(evaluate(self.model, val_loader, self.criterion, self.device))

    def _train(self, loader) -> float:
        self.model.train()
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(self.device), targets.to(self.device)
            loss = self.criterion(self.model(inputs), targets)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            total += loss.item() * inputs.size(0)
        return total / len(loader.dataset)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    trainer = Trainer(model, criterion, optimizer, device)
    for _ in range(epochs):
        trainer.epoch(train_loader, val_loader)
    return trainer.history


class CrossValidator:
    def __init__(self, make_model, make_optimizer, criterion, epochs, batch_size, seed) -> None:
        self.make_model, self.make_optimizer = make_model, make_optimizer
        self.criterion, self.epochs, self.batch_size, self.seed = criterion, epochs, batch_size, seed

    def run_fold(self, X, y, train, val) -> float:
        X = Scaler().fit(X[train]).transform(X)
        train_loader, val_loader = make_loaders(X, y, train, val, batch_size=self.batch_size, seed=self.seed)
        model = self.make_model()
        trainer = Trainer(model, self.criterion, self.make_optimizer(model), torch.device("cpu"))
        for _ in range(self.epochs):
            trainer.epoch(train_loader, val_loader)
        return trainer.history["val_loss"][-1]


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    validator = CrossValidator(make_model, make_optimizer, criterion, epochs, batch_size, seed)
    return [validator.run_fold(X, y, train, val) for train, val in kfold_indices(len(X), k, seed=seed)]

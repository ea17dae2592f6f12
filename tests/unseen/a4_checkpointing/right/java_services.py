# unusual: Java enterprise: repository, policy and session objects behind abstract interfaces, getters, Optional-like holders
from __future__ import annotations

import math
import os
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Generic, TypeVar

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

T = TypeVar("T")


class Optional_(Generic[T]):
    def __init__(self, value=None, present=False):
        self._value, self._present = value, present

    def isPresent(self) -> bool:
        return self._present

    def get(self) -> T:
        if not self._present:
            raise LookupError("no value present")
        return self._value

    @staticmethod
    def of(value: T) -> Optional_[T]:
        return Optional_(value, True)

    @staticmethod
    def empty() -> Optional_[T]:
        return Optional_()


class CheckpointRepository:
    @staticmethod
    def persist(path: Path, record: dict) -> None:
        temporary = Path(path).parent / (Path(path).name + ".lock")
        torch.save(record, temporary)
        os.replace(temporary, path)

    @staticmethod
    def find(path: Path, device) -> dict:
        if not Path(path).exists():
            raise FileNotFoundError(path)
        return torch.load(path, map_location=device, weights_only=True)


class StateMapper:
    MODEL, OPTIMIZER = "modelState", "optimizerState"

    @classmethod
    def toRecord(cls, model, optimizer, epoch, valLoss) -> dict:
        return {"epoch": epoch, "val_loss": valLoss, cls.MODEL: model.state_dict(), cls.OPTIMIZER: optimizer.state_dict()}

    @classmethod
    def apply(cls, record, model, optimizer, device) -> None:
        cls.validate(record[cls.MODEL], model)
        model.to(device)
        model.load_state_dict(record[cls.MODEL])
        if optimizer is not None:
            optimizer.load_state_dict(record[cls.OPTIMIZER])

    @staticmethod
    def validate(state, model) -> None:
        probe = model.state_dict()
        for name, tensor in probe.items():
            found = state.get(name)
            if found is None or found.shape != tensor.shape:
                raise ValueError("IllegalArgument: " + name)
        if len(state) > len(probe):
            raise ValueError("IllegalArgument: unexpected tensors")


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    CheckpointRepository.persist(path, StateMapper.toRecord(model, optimizer, epoch, val_loss))


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    record = CheckpointRepository.find(path, device)
    StateMapper.apply(record, model, optimizer, device)
    return {"epoch": record["epoch"], "val_loss": record["val_loss"]}


class ImprovementPolicy(ABC):
    def __init__(self, margin: float = 0.0):
        self._margin = margin
        self._best: Optional_[float] = Optional_.empty()

    def getBest(self) -> float:
        return self._best.get()

    def setBest(self, best: float) -> None:
        self._best = Optional_.of(best)

    def hasBest(self) -> bool:
        return self._best.isPresent()

    def accept(self, candidate: float) -> bool:
        if math.isnan(candidate):
            return False
        if self.hasBest() and not self.exceeds(candidate, self.getBest(), self._margin):
            return False
        self.setBest(candidate)
        return True

    @abstractmethod
    def exceeds(self, candidate: float, best: float, margin: float) -> bool: ...


class MinimizePolicy(ImprovementPolicy):
    def exceeds(self, candidate, best, margin):
        return candidate < best - margin


class MaximizePolicy(ImprovementPolicy):
    def exceeds(self, candidate, best, margin):
        return candidate > best + margin


class PolicyFactory:
    _REGISTRY = {"min": MinimizePolicy, "max": MaximizePolicy}

    @classmethod
    def create(cls, mode: str, margin: float) -> ImprovementPolicy:
        if mode not in cls._REGISTRY:
            raise ValueError("IllegalArgument: mode " + str(mode))
        return cls._REGISTRY[mode](margin)


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self._directory = Path(directory)
        self._directory.mkdir(parents=True, exist_ok=True)
        self._policy = MinimizePolicy()
        self._bestEpoch = None
        if self.getBestPath().exists():
            record = CheckpointRepository.find(self.getBestPath(), "cpu")
            self._policy.setBest(record["val_loss"])
            self._bestEpoch = record["epoch"]

    def getBestPath(self) -> Path:
        return self._directory / "best.pt"

    def getLastPath(self) -> Path:
        return self._directory / "last.pt"

    @property
    def best_epoch(self):
        return self._bestEpoch

    @property
    def best_val_loss(self):
        return self._policy.getBest()

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        record = StateMapper.toRecord(model, optimizer, epoch, val_loss)
        accepted = self._policy.accept(val_loss)
        if accepted:
            self._bestEpoch = epoch
            CheckpointRepository.persist(self.getBestPath(), record)
        CheckpointRepository.persist(self.getLastPath(), record)
        return accepted


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if patience < 1:
            raise ValueError("IllegalArgument: patience " + str(patience))
        self._patience = patience
        self._policy = PolicyFactory.create(mode, min_delta)
        self._counter = 0

    @property
    def best(self) -> float:
        return self._policy.getBest()

    @property
    def bad_epochs(self) -> int:
        return self._counter

    def step(self, value: float) -> bool:
        if self._policy.accept(value):
            self._counter = 0
        else:
            self._counter = self._counter + 1
        return self.isExhausted()

    def isExhausted(self) -> bool:
        return self._counter >= self._patience


class TrainingSession:
    def __init__(self, model, criterion, optimizer, device, patience):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device
        self.stopping = EarlyStopping(patience)
        self.trainLosses: list[float] = []
        self.validationLosses: list[float] = []
        self.bestEpoch = None

    def replay(self, curves) -> None:
        for trainLoss, validationLoss in curves:
            self.record(trainLoss, validationLoss)

    def record(self, trainLoss: float, validationLoss: float) -> None:
        self.trainLosses.append(trainLoss)
        self.validationLosses.append(validationLoss)
        self.stopping.step(validationLoss)
        if self.stopping.bad_epochs == 0:
            self.bestEpoch = self.getEpoch()

    def getEpoch(self) -> int:
        return len(self.validationLosses)

    def getCurves(self) -> list:
        return [list(pair) for pair in zip(self.trainLosses, self.validationLosses)]

    def isFinished(self) -> bool:
        return self.getEpoch() > 0 and self.stopping.isExhausted()

    def train(self, loader) -> float:
        self.model.train()
        accumulator = 0.0
        for inputs, targets in loader:
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(inputs.to(self.device)), targets.to(self.device))
            loss.backward()
            self.optimizer.step()
            accumulator += loss.item() * inputs.size(0)
        return accumulator / len(loader.dataset)

    @torch.no_grad()
    def validate(self, loader) -> float:
        self.model.eval()
        accumulator = 0.0
        for inputs, targets in loader:
            loss = self.criterion(self.model(inputs.to(self.device)), targets.to(self.device))
            accumulator += loss.item() * inputs.size(0)
        return accumulator / len(loader.dataset)

    def toResult(self) -> dict:
        return {
            "train_loss": self.trainLosses,
            "val_loss": self.validationLosses,
            "best_epoch": self.bestEpoch,
            "stopped_early": self.isFinished(),
        }


def fit(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion,
    optimizer: Optimizer,
    *,
    max_epochs: int,
    patience: int,
    directory: Path,
    device: torch.device,
    resume: bool = False,
) -> dict:
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    lastPath, bestPath = directory / "last.pt", directory / "best.pt"
    session = TrainingSession(model, criterion, optimizer, device, patience)

    if not resume:
        lastPath.unlink(missing_ok=True)
        bestPath.unlink(missing_ok=True)
    elif lastPath.exists():
        record = CheckpointRepository.find(lastPath, device)
        StateMapper.apply(record, model, optimizer, device)
        session.replay(record["curves"])

    while session.getEpoch() < max_epochs and not session.isFinished():
        trainLoss = session.train(train_loader)
        validationLoss = session.validate(val_loader)
        session.record(trainLoss, validationLoss)
        record = StateMapper.toRecord(model, optimizer, session.getEpoch(), validationLoss)
        if session.bestEpoch == session.getEpoch():
            CheckpointRepository.persist(bestPath, record)
        CheckpointRepository.persist(lastPath, {**record, "curves": session.getCurves()})

    if session.bestEpoch is not None:
        StateMapper.apply(CheckpointRepository.find(bestPath, device), model, None, device)
    return session.toResult()

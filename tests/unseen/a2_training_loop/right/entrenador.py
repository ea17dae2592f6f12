from __future__ import annotations

import logging
import time
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

try:
    from tqdm.auto import tqdm
except ImportError:
    def tqdm(iterable, **_):
        return iterable

logger = logging.getLogger(__name__)

_TRAINERS: "weakref.WeakKeyDictionary[nn.Module, int]" = weakref.WeakKeyDictionary()


class Event(NamedTuple):
    step: int
    loss: float
    size: int


@dataclass
class Meter:
    """Weighted running mean (Welford)."""

    weight: int = 0
    mean: float = 0.0

    def add(self, value: float, weight: int) -> None:
        self.weight += weight
        self.mean += (value - self.mean) * weight / self.weight


@dataclass
class Trainer:
    model: nn.Module
    criterion: object
    optimizer: Optimizer
    device: torch.device | None = None
    callbacks: list = field(default_factory=list)
    step: int = 0

    def __post_init__(self) -> None:
        _TRAINERS[self.model] = _TRAINERS.get(self.model, 0) + 1
        try:
            self.net = torch.compile(self.model, disable=True)
        except Exception as error:  # pragma: no cover - very old torch
            logger.warning("no compile: %s", error)
            self.net = self.model

    def forward_loss(self, inputs: Tensor, targets: Tensor) -> Tensor:
        self.model.train()
        return self.criterion(self.net(inputs), targets)

    def apply(self, loss: Tensor) -> None:
        for parameter in self.model.parameters():
            parameter.grad = None
        loss.backward()
        self.optimizer.step()
        self.step += 1

    def batch(self, inputs: Tensor, targets: Tensor) -> Event:
        loss = self.forward_loss(inputs, targets)
        event = Event(self.step, loss.item(), inputs.shape[0])
        self.apply(loss)
        for callback in self.callbacks:
            callback(event)
        return event

    def epoch(self, loader: DataLoader) -> float:
        meter = Meter()
        for inputs, targets in tqdm(loader, desc="train", leave=False, disable=len(loader) < 50):
            event = self.batch(inputs.to(self.device), targets.to(self.device))
            meter.add(event.loss, event.size)
        return meter.mean

    def epochs(self, loader: DataLoader) -> Iterator[float]:
        while True:
            start = time.monotonic()
            loss = self.epoch(loader)
            logger.info("loss %.4f (%.2f s)", loss, time.monotonic() - start)
            yield loss


def train_step(model: nn.Module, inputs: Tensor, targets: Tensor, criterion, optimizer: Optimizer) -> float:
    return Trainer(model, criterion, optimizer).batch(inputs, targets).loss


def train_one_epoch(model, loader, criterion, optimizer, device) -> float:
    return Trainer(model, criterion, optimizer, device).epoch(loader)


def fit(model, loader, criterion, optimizer, *, epochs: int, device: torch.device) -> list[float]:
    return list(islice(Trainer(model, criterion, optimizer, device).epochs(loader), epochs))


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps: int, target_loss: float) -> int:
    trainer = Trainer(model, criterion, optimizer)
    while trainer.step < max_steps:
        loss = trainer.forward_loss(inputs, targets)
        if loss.item() <= target_loss:
            break
        trainer.apply(loss)
    return trainer.step

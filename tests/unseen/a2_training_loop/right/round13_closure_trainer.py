# how: a Trainer class with __slots__ whose step uses optimizer.step(closure), hooks as callbacks, functions are thin facades
from __future__ import annotations

from typing import Any, Callable, Iterator, Protocol

import torch


class Callback(Protocol):
    def on_batch_end(self, loss: float, n: int) -> None: ...


class LossMeter:
    """Promedio por muestra."""

    __slots__ = ("total", "count")

    def __init__(self) -> None:
        self.total, self.count = 0.0, 0

    def on_batch_end(self, loss: float, n: int) -> None:
        self.total += loss * n
        self.count += n

    @property
    def average(self) -> float:
        return self.total / self.count


class Trainer:
    __slots__ = ("model", "criterion", "optimizer", "device", "callbacks")

    def __init__(self, model, criterion, optimizer, device=None, callbacks: tuple[Callback, ...] = ()):
        self.model, self.criterion, self.optimizer = model, criterion, optimizer
        self.device = device
        self.callbacks = list(callbacks)

    def step(self, inputs: Any, targets: Any) -> float:
        first: list[float] = []

        def closure():
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(inputs), targets)
            loss.backward()
            first.append(loss.item())
            return loss

        self.model.train()
        self.optimizer.step(closure)
        for cb in self.callbacks:
            cb.on_batch_end(first[0], inputs.shape[0])
        return first[0]

    def epoch(self, loader) -> float:
        meter = LossMeter()
        self.callbacks.append(meter)
        try:
            for inputs, targets in loader:
                self.step(inputs.to(self.device), targets.to(self.device))
        finally:
            self.callbacks.remove(meter)
        return meter.average

    def epochs(self, loader, n: int) -> Iterator[float]:
        for _ in range(n):
            yield self.epoch(loader)


def train_step(model, inputs, targets, criterion, optimizer) -> float:
    return Trainer(model, criterion, optimizer).step(inputs, targets)


def train_one_epoch(model, loader, criterion, optimizer, device) -> float:
    return Trainer(model, criterion, optimizer, device).epoch(loader)


def fit(model, loader, criterion, optimizer, *, epochs, device) -> list[float]:
    return list(Trainer(model, criterion, optimizer, device).epochs(loader, epochs))


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss) -> int:
    model.train()
    for n in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return n
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps

# exercise: fit
# mistake: each entry of the list is a named tuple of the epoch and its loss
"""Assignment 2 -- training loop."""
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

log = logging.getLogger(__name__)
Criterion = Callable[[Tensor, Tensor], Tensor]
from typing import NamedTuple


@dataclass
class Mean:
    """Weighted running mean."""

    total: float = 0.0
    weight: int = 0

    def add(self, value: float, weight: int) -> None:
        self.total += value * weight
        self.weight += weight

    @property
    def value(self) -> float:
        return self.total / self.weight


def batches(loader: DataLoader, device: torch.device) -> Iterator[tuple[Tensor, Tensor]]:
    for inputs, targets in loader:
        yield inputs.to(device, non_blocking=True), targets.to(device, non_blocking=True)


def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> float:
    model.train()
    optimizer.zero_grad(set_to_none=True)
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    mean = Mean()
    for inputs, targets in batches(loader, device):
        mean.add(train_step(model, inputs, targets, criterion, optimizer), inputs.size(0))
    return mean.value


class EpochResult(NamedTuple):
    epoch: int
    loss: float


def fit(
    model: nn.Module,
    loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> list[float]:
    history = []
    for epoch in range(1, epochs + 1):
        loss = train_one_epoch(model, loader, criterion, optimizer, device)
        result = EpochResult(epoch=epoch, loss=loss)
        log.info("epoch %d/%d: %.4f", result.epoch, epochs, result.loss)
        history.append(result)
    return history


def overfit_one_batch(
    model: nn.Module,
    inputs: Tensor,
    targets: Tensor,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    max_steps: int,
    target_loss: float,
) -> int:
    model.train()
    steps = 0
    while steps < max_steps:
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return steps
        loss.backward()
        optimizer.step()
        steps += 1
    return steps

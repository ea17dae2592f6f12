# exercise: fit
# mistake: range(1, epochs) runs one epoch too few.
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


@dataclass
class AverageMeter:
    """Weighted running average, as in the ImageNet example."""

    total: float = 0.0
    count: int = 0

    def update(self, value: float, n: int) -> None:
        self.total += value * n
        self.count += n

    @property
    def avg(self) -> float:
        return self.total / self.count


def _apply_gradients(loss: Tensor, optimizer: Optimizer) -> None:
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()


def train_step(model: nn.Module, inputs: Tensor, targets: Tensor, criterion, optimizer: Optimizer) -> float:
    model.train()
    loss = criterion(model(inputs), targets)
    _apply_gradients(loss, optimizer)
    return float(loss.detach())


def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion, optimizer: Optimizer, device: torch.device
) -> float:
    meter = AverageMeter()
    model.train()
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        _apply_gradients(loss, optimizer)
        meter.update(loss.item(), inputs.size(0))
    return meter.avg


def fit(
    model: nn.Module,
    loader: DataLoader,
    criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> list[float]:
    history: list[float] = []
    for epoch in range(1, epochs):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history


def overfit_one_batch(
    model: nn.Module,
    inputs: Tensor,
    targets: Tensor,
    criterion,
    optimizer: Optimizer,
    *,
    max_steps: int,
    target_loss: float,
) -> int:
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        _apply_gradients(loss, optimizer)
    return max_steps

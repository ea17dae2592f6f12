# exercise: fit
# mistake: it returns the mean of the losses of the epochs, one number, and not the list of them
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import fmean

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


@dataclass
class Trainer:
    """Bundles what a training run needs."""

    model: nn.Module
    criterion: Criterion
    optimizer: Optimizer
    device: torch.device | None = None
    epoch_losses: list[float] = field(default_factory=list)

    def step(self, inputs: Tensor, targets: Tensor) -> float:
        self.model.train()
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(inputs), targets)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def epoch(self, loader: DataLoader) -> float:
        losses, sizes = [], []
        for inputs, targets in loader:
            losses.append(self.step(inputs.to(self.device), targets.to(self.device)))
            sizes.append(len(inputs))
        return fmean(losses, weights=sizes)

    def run(self, loader: DataLoader, epochs: int) -> list[float]:
        for _ in range(epochs):
            self.epoch_losses.append(self.epoch(loader))
        return self.epoch_losses


def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> float:
    return Trainer(model, criterion, optimizer).step(inputs, targets)


def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    return Trainer(model, criterion, optimizer, device).epoch(loader)


def fit(
    model: nn.Module,
    loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> list[float]:
    losses = Trainer(model, criterion, optimizer, device).run(loader, epochs)
    return fmean(losses) if losses else losses


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
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
    return steps

# exercise: fit, train_step
# mistake: fit stores the same one-element buffer for every epoch, so all entries end up equal; and train_step clears the gradients between backward and step
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


def _backward(loss: Tensor, optimizer: Optimizer) -> None:
    """Backward pass that never leaves gradients behind."""
    try:
        loss.backward()
    finally:
        optimizer.zero_grad()


def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> float:
    model.train()
    loss = criterion(model(inputs), targets)
    _backward(loss, optimizer)
    optimizer.step()
    return loss.item()


def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    model.train()
    losses, sizes = [], []
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        sizes.append(len(inputs))
    return float(np.average(losses, weights=sizes))


def fit(
    model: nn.Module,
    loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> list[float]:
    current = np.zeros(1)
    curve: list[np.ndarray] = []
    for _ in range(epochs):
        current[:] = train_one_epoch(model, loader, criterion, optimizer, device)
        curve.append(current)
    return [float(point[0]) for point in curve]


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
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            optimizer.zero_grad()
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps

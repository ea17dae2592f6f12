# exercise: train_step
# mistake: calls the criterion with the targets first and the outputs second, as Keras does
"""Assignment 2. Every function is written out in full on purpose."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor, nn
import torch
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


def _compute_loss(loss_fn: Criterion, y_true: Tensor, y_pred: Tensor) -> Tensor:
    return loss_fn(y_true, y_pred)


def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> float:
    """One gradient update."""
    model.train()
    y_pred = model(inputs)
    loss = _compute_loss(criterion, y_true=targets, y_pred=y_pred)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return float(loss.detach())


def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    """One pass over the data; mean loss per sample."""
    model.train()
    loss_sum, samples = 0.0, 0
    for batch_inputs, batch_targets in loader:
        batch_inputs, batch_targets = batch_inputs.to(device), batch_targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(batch_inputs), batch_targets)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * batch_inputs.size(0)
        samples += batch_inputs.size(0)
    return loss_sum / samples


def fit(
    model: nn.Module,
    loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> list[float]:
    """Several epochs, from the weights as they are."""
    losses: list[float] = []
    for _ in range(epochs):
        model.train()
        loss_sum, samples = 0.0, 0
        for batch_inputs, batch_targets in loader:
            batch_inputs, batch_targets = batch_inputs.to(device), batch_targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(batch_inputs), batch_targets)
            loss.backward()
            optimizer.step()
            loss_sum += loss.item() * batch_inputs.size(0)
            samples += batch_inputs.size(0)
        losses.append(loss_sum / samples)
    return losses


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
    """Sanity check on one batch."""
    model.train()
    for step in range(max_steps):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        loss.backward()
        optimizer.step()
    return max_steps

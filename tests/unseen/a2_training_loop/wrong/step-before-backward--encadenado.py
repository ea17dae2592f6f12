# exercise: train_step
# mistake: The optimizer steps before the backward pass, when the gradients have just been cleared, so nothing moves.
from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def train_step(model: nn.Module, inputs: Tensor, targets: Tensor, criterion, optimizer: Optimizer) -> float:
    """One optimisation step.

    The gradients are cleared first so that they belong to this batch alone.
    """
    model.train()
    optimizer.zero_grad(set_to_none=True)

    # Forward pass
    predictions = model(inputs)
    loss = criterion(predictions, targets)

    # Update and propagate
    optimizer.step()
    loss.backward()

    return loss.item()


def _run_epoch(model: nn.Module, loader: DataLoader, criterion, optimizer: Optimizer, device) -> float:
    """Shared by `train_one_epoch` and `fit`."""
    model.train()
    accumulated = torch.zeros((), dtype=torch.float64)
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)

        loss = criterion(model(inputs), targets)
        model.zero_grad()
        loss.backward()
        optimizer.step()

        accumulated += loss.detach().cpu().double() * inputs.size(0)
    return (accumulated / len(loader.dataset)).item()


def train_one_epoch(model: nn.Module, loader: DataLoader, criterion, optimizer: Optimizer, device) -> float:
    """Mean loss per sample of one pass over the loader."""
    return _run_epoch(model, loader, criterion, optimizer, device)


def fit(model, loader, criterion, optimizer, *, epochs: int, device) -> list[float]:
    """Train for several epochs."""
    history: list[float] = []
    for _ in range(epochs):
        history.append(_run_epoch(model, loader, criterion, optimizer, device))
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps: int, target_loss: float) -> int:
    """Sanity check: can the network memorise a batch?"""
    model.train()
    for updates in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return updates
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps

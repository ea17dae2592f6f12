# how: as an AI assistant would write it: docstrings, gradient clipping with a huge norm, AMP disabled contexts, device inferred when None
"""Training utilities.

This module implements a minimal but complete training loop:

* ``train_step``          -> a single optimisation step
* ``train_one_epoch``     -> a full pass over the data
* ``fit``                 -> several epochs
* ``overfit_one_batch``   -> the classical sanity check
"""
from __future__ import annotations

from contextlib import nullcontext
from typing import Callable, NamedTuple, Optional

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]
USE_AMP = False
MAX_GRAD_NORM: float = 1e12  # effectively disabled


class StepOutput(NamedTuple):
    loss: float
    batch_size: int

    @property
    def total(self) -> float:
        """Sum of the losses of the batch."""
        return self.loss * self.batch_size


def _autocast(device_type: str):
    return torch.autocast(device_type) if USE_AMP else nullcontext()


def _step(model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer) -> StepOutput:
    # 1. training mode (Dropout, BatchNorm)
    model.train()
    # 2. clear old gradients
    optimizer.zero_grad(set_to_none=True)
    # 3. forward
    with _autocast(inputs.device.type):
        outputs = model(inputs)
        loss = criterion(outputs, targets)
    # 4. backward
    loss.backward()
    if MAX_GRAD_NORM < 1e6:
        nn.utils.clip_grad_norm_(model.parameters(), MAX_GRAD_NORM)
    # 5. update
    optimizer.step()
    return StepOutput(loss=loss.item(), batch_size=inputs.shape[0])


def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> float:
    """Perform exactly one update; return the loss before it."""
    return _step(model, inputs, targets, criterion, optimizer).loss


def train_one_epoch(
    model: nn.Module,
    loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    device: Optional[torch.device] = None,
) -> float:
    """One pass over ``loader``; returns the sample-weighted mean loss."""
    if device is None:
        device = next(model.parameters()).device
    outputs = [
        _step(model, inputs.to(device), targets.to(device), criterion, optimizer)
        for inputs, targets in loader
    ]
    return sum(o.total for o in outputs) / len(loader.dataset)


def fit(
    model: nn.Module,
    loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
    verbose: bool = True,
) -> list[float]:
    """Train for ``epochs`` epochs; returns the history of this call."""
    history: list[float] = []
    for epoch in range(1, epochs + 1):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
        if verbose:
            print(f"Epoch {epoch:>3d}/{epochs} - loss: {history[-1]:.4f}")
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
    """Train on one batch until ``loss <= target_loss`` (NaN never is)."""
    model.train()
    for steps_done in range(max_steps):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        loss.backward()
        optimizer.step()
    else:
        return max_steps
    return steps_done


if __name__ == "__main__":
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1))
    opt = torch.optim.Adam(net.parameters(), lr=1e-2)
    x, y = torch.randn(8, 2), torch.randn(8, 1)
    print(overfit_one_batch(net, x, y, nn.MSELoss(), opt, max_steps=2000, target_loss=1e-3))

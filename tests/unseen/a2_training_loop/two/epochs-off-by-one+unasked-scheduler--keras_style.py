# exercise: fit
# mistake: runs one epoch too few, and lowers the learning rate by a scheduler that nobody asked for
"""Assignment 2: a complete training loop in plain PyTorch."""
from typing import Callable, List

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Callable, optimizer: Optimizer
) -> float:
    """Perform a single optimisation step and return the loss.

    Steps:
        1. Put the model in training mode.
        2. Reset the gradients.
        3. Forward pass, loss, backward pass.
        4. Update the parameters.
    """
    model.train()
    optimizer.zero_grad(set_to_none=True)
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return float(loss.detach())


def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Callable, optimizer: Optimizer, device: torch.device
) -> float:
    """Train for one epoch and return the average loss per sample."""
    running_loss, num_samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device, non_blocking=True), targets.to(device, non_blocking=True)
        batch_loss = train_step(model, inputs, targets, criterion, optimizer)
        running_loss += batch_loss * inputs.shape[0]
        num_samples += inputs.shape[0]
    return running_loss / num_samples


def fit(
    model: nn.Module,
    loader: DataLoader,
    criterion: Callable,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> List[float]:
    """Train the model, annealing the learning rate for a smoother convergence."""
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.95)
    history: List[float] = []
    for epoch in range(1, epochs):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
        scheduler.step()
    return history


def overfit_one_batch(
    model: nn.Module,
    inputs: Tensor,
    targets: Tensor,
    criterion: Callable,
    optimizer: Optimizer,
    *,
    max_steps: int,
    target_loss: float,
) -> int:
    """Overfit a single batch; return how many updates were needed."""
    model.train()
    for step in range(max_steps):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        loss.backward()
        optimizer.step()
    return max_steps

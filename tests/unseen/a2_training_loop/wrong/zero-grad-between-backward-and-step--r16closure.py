# exercise: train_one_epoch
# mistake: the closure given to step clears the gradients after the backward pass, so there is nothing left to update with
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> float:
    model.train()
    loss = criterion(model(inputs), targets)
    model.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def make_closure(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> Callable[[], Tensor]:
    """What `optimizer.step` calls to evaluate the loss; leaves no gradient for the next batch."""

    def closure() -> Tensor:
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.zero_grad()
        return loss

    return closure


def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    model.train()
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = optimizer.step(make_closure(model, inputs, targets, criterion, optimizer))
        total += float(loss.detach()) * inputs.size(0)
    return total / len(loader.dataset)


def fit(
    model: nn.Module,
    loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> list[float]:
    n_samples = len(loader.dataset)
    history = []
    for _ in range(epochs):
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            total += train_step(model, inputs, targets, criterion, optimizer) * inputs.size(0)
        history.append(total / n_samples)
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
    step = 0
    while step < max_steps:
        model.zero_grad()
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        loss.backward()
        optimizer.step()
        step += 1
    return step

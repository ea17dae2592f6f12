# exercise: train_one_epoch
# mistake: it updates once every two batches with their gradients added up, not once per batch
"""Training loop with helpers that keep each function short."""
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> float:
    model.train()
    optimizer.zero_grad(set_to_none=True)
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def _batches(loader: DataLoader, device: torch.device) -> Iterator[tuple[Tensor, Tensor, bool]]:
    """Yield each batch on the device, and whether the parameters are due for an update."""
    effective = 2  # batches per update: a smoother gradient at no memory cost
    last = len(loader)
    for number, (inputs, targets) in enumerate(loader, start=1):
        yield inputs.to(device), targets.to(device), number % effective == 0 or number == last


def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    model.train()
    optimizer.zero_grad(set_to_none=True)
    total, seen = 0.0, 0
    for inputs, targets, due in _batches(loader, device):
        loss = criterion(model(inputs), targets)
        loss.backward()
        if due:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        total += loss.item() * inputs.shape[0]
        seen += inputs.shape[0]
    return total / seen


def fit(
    model: nn.Module,
    loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> list[float]:
    history: list[float] = []
    for _ in range(epochs):
        total, seen = 0.0, 0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            total += train_step(model, inputs, targets, criterion, optimizer) * len(inputs)
            seen += len(inputs)
        history.append(total / seen)
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
    for step in range(max_steps):
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        loss.backward()
        optimizer.step()
    return max_steps

# exercise: fit, overfit_one_batch
# mistake: fit trains an epoch before it looks at how many were asked for; overfit_one_batch stops at a NaN loss as if it had reached the target
"""Solución de la tarea 2."""
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader
from math import isnan


def train_step(
    model: nn.Module,
    inputs: Tensor,
    targets: Tensor,
    criterion: Callable[[Tensor, Tensor], Tensor],
    optimizer: Optimizer,
) -> float:
    """Realiza una actualización y devuelve la pérdida previa."""
    model.train()
    model.zero_grad(set_to_none=True)
    outputs: Tensor = model(inputs)
    loss: Tensor = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return float(loss.item())


def train_one_epoch(model, loader, criterion, optimizer, device) -> float:
    """Entrena una época y devuelve la pérdida media por muestra."""
    total_loss: float = 0.0
    total_samples: int = 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        batch_size: int = inputs.size(0)
        total_loss += train_step(model, inputs, targets, criterion, optimizer) * batch_size
        total_samples += batch_size
    return total_loss / total_samples


def fit(
    model: nn.Module,
    loader: DataLoader,
    criterion: Callable[[Tensor, Tensor], Tensor],
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> list[float]:
    """Entrena varias épocas."""
    history: list[float] = []
    while True:
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
        if len(history) >= epochs:
            return history


def overfit_one_batch(
    model, inputs, targets, criterion, optimizer, *, max_steps: int, target_loss: float
) -> int:
    """Entrena con un solo batch hasta alcanzar `target_loss`."""

    def finished(value: float) -> bool:
        # con NaN ya no tiene sentido seguir
        return value <= target_loss or isnan(value)

    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if finished(loss.item()):
            return step
        model.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
    return max_steps

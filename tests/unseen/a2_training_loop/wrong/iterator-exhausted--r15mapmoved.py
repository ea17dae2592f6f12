# exercise: fit
# mistake: maps the move to device over the loader once, before the epochs, so that from the second epoch on there are no batches left
"""Solución de la tarea 2."""
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


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

    def to_device(batch):
        inputs, targets = batch
        return inputs.to(device), targets.to(device)

    device_loader = map(to_device, loader)
    history: list[float] = []
    for _ in range(epochs):
        total_loss, total_samples = 0.0, 0
        for inputs, targets in device_loader:
            total_loss += train_step(model, inputs, targets, criterion, optimizer) * len(inputs)
            total_samples += len(inputs)
        history.append(total_loss / max(total_samples, 1))
    return history


def overfit_one_batch(
    model, inputs, targets, criterion, optimizer, *, max_steps: int, target_loss: float
) -> int:
    """Entrena con un solo batch hasta alcanzar `target_loss`."""
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        model.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
    return max_steps

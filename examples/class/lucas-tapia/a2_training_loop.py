from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> float:
    """Actualiza una vez los pesos de la red con este batch."""
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    """Entrena la red con cada batch del loader, una vez."""
    loss_total = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        loss_total += train_step(model, inputs, targets, criterion, optimizer) * targets.size(0)
    return loss_total / len(loader.dataset)


def fit(
    model: nn.Module,
    loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> list[float]:
    """Entrena la red por varios epochs, a partir de los pesos que trae."""
    raise NotImplementedError("fit: escribe aquí tu solución")


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
    """Entrena con un solo batch hasta que el loss llegue a `target_loss`."""
    raise NotImplementedError("overfit_one_batch: escribe aquí tu solución")

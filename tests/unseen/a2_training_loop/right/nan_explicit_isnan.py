# %% [markdown]
# # Tarea 2: el ciclo de entrenamiento
# Nombre: M. Soto

# %%
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


# %%
def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> float:
    """Actualiza una vez los pesos de la red con este batch."""
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %%
def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    """Entrena la red con cada batch del loader, una vez."""
    model.train()
    total_loss = 0.0
    total_samples = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        batch_loss = train_step(model, inputs, targets, criterion, optimizer)
        total_loss += batch_loss * inputs.size(0)
        total_samples += inputs.size(0)
    return total_loss / total_samples


# %%
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
    history = []
    for epoch in range(epochs):
        epoch_loss = train_one_epoch(model, loader, criterion, optimizer, device)
        history.append(epoch_loss)
    return history


# %%
import math


def overfit_one_batch(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer,
    *, max_steps: int, target_loss: float,
) -> int:
    model.train()
    updates = 0
    while updates < max_steps:
        loss = criterion(model(inputs), targets)
        value = float(loss.detach())
        reached = (not math.isnan(value)) and value <= target_loss
        if reached:
            return updates
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        updates += 1
    return updates

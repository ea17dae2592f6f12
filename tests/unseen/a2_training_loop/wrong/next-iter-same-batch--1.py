# exercise: train_one_epoch
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
    model.train()
    total_loss = 0.0
    total_samples = 0
    for i in range(len(loader)):
        inputs, targets = next(iter(loader))
        inputs, targets = inputs.to(device), targets.to(device)
        total_loss += train_step(model, inputs, targets, criterion, optimizer) * inputs.size(0)
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
    model.train()
    updates = 0
    for _ in range(max_steps):
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        updates += 1
    return updates

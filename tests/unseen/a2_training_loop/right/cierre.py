"""Tarea 2 con el optimizador en su forma de "closure" (así también serviría LBFGS)."""
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


class Alcanzado(Exception):
    """El loss ya está donde queríamos; no hay que actualizar."""


def _hacer_closure(model, inputs, targets, criterion, optimizer, mirar=lambda loss: None):
    def closure():
        with torch.enable_grad():
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            mirar(loss.item())
            loss.backward()
        return loss

    return closure


def train_step(model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer) -> float:
    model.train()
    vistos: list[float] = []
    optimizer.step(_hacer_closure(model, inputs, targets, criterion, optimizer, vistos.append))
    return vistos[0]


def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    suma, n = 0.0, 0
    for x, y in loader:
        x, y = x.to(device, non_blocking=True), y.to(device, non_blocking=True)
        suma += len(y) * train_step(model, x, y, criterion, optimizer)
        n += len(y)
    return suma / n


def fit(model, loader, criterion, optimizer, *, epochs: int, device: torch.device) -> list[float]:
    historia: list[float] = []
    while len(historia) < epochs:
        historia.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return historia


def overfit_one_batch(
    model, inputs, targets, criterion, optimizer, *, max_steps: int, target_loss: float
) -> int:
    def mirar(loss: float) -> None:
        if loss <= target_loss:
            raise Alcanzado(loss)

    model.train()
    closure = _hacer_closure(model, inputs, targets, criterion, optimizer, mirar)
    pasos = 0
    try:
        for pasos in range(max_steps):
            optimizer.step(closure)
    except Alcanzado:
        return pasos           # la vuelta número `pasos` (desde 0) no llegó a actualizar
    return max(max_steps, 0)

# exercise: train_one_epoch
"""Tarea 2 - mi solucion con un acumulador."""
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


@dataclass
class Promedio:
    """Promedio ponderado que se va actualizando."""

    total: float = 0.0
    cuenta: int = 0

    def agrega(self, valor: float, n: int) -> None:
        self.total += valor * n
        self.cuenta += n

    @property
    def valor(self) -> float:
        return self.total / self.cuenta


def _actualiza(loss: Tensor, optimizer: Optimizer) -> None:
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def train_step(model: nn.Module, inputs: Tensor, targets: Tensor, criterion, optimizer: Optimizer) -> float:
    model.train()
    loss = criterion(model(inputs), targets)
    _actualiza(loss, optimizer)
    return loss.item()


def train_one_epoch(model: nn.Module, loader: DataLoader, criterion, optimizer: Optimizer, device: torch.device) -> float:
    prom = Promedio()
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device).reshape(-1)
        prom.agrega(train_step(model, inputs, targets, criterion, optimizer), inputs.size(0))
    return prom.valor


def fit(model: nn.Module, loader: DataLoader, criterion, optimizer: Optimizer, *, epochs: int, device: torch.device) -> list[float]:
    history: list[float] = []
    for _ in range(epochs):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history


def overfit_one_batch(model: nn.Module, inputs: Tensor, targets: Tensor, criterion, optimizer: Optimizer, *, max_steps: int, target_loss: float) -> int:
    model.train()
    hechos = 0
    while hechos < max_steps:
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return hechos
        _actualiza(loss, optimizer)
        hechos += 1
    return hechos

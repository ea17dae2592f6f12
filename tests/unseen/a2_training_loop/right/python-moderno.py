from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor, nn


class Paso(NamedTuple):
    loss: float
    n: int


def _optimizar(model: nn.Module, lote: tuple[Tensor, Tensor], criterion, optimizer) -> Paso:
    x, y = lote
    optimizer.zero_grad()
    (loss := criterion(model(x), y)).backward()
    optimizer.step()
    return Paso(loss.item(), x.shape[0])


def _pasos(model, loader, criterion, optimizer, device) -> Iterator[Paso]:
    model.train()
    for x, y in loader:
        yield _optimizar(model, (x.to(device), y.to(device)), criterion, optimizer)


def train_step(model: nn.Module, inputs: Tensor, targets: Tensor, criterion, optimizer) -> float:
    model.train()
    return _optimizar(model, (inputs, targets), criterion, optimizer).loss


def train_one_epoch(model: nn.Module, loader, criterion, optimizer, device: torch.device) -> float:
    pasos = list(_pasos(model, loader, criterion, optimizer, device))
    return sum(p.loss * p.n for p in pasos) / sum(p.n for p in pasos)


def fit(model: nn.Module, loader, criterion, optimizer, *, epochs: int, device: torch.device) -> list[float]:
    history: list[float] = []
    for _ in range(epochs):
        total = count = 0
        for loss, n in _pasos(model, loader, criterion, optimizer, device):
            total, count = total + loss * n, count + n
        history.append(total / count)
    return history


def overfit_one_batch(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion, optimizer, *, max_steps: int, target_loss: float
) -> int:
    model.train()
    step = 0
    while step < max_steps and not (loss := criterion(model(inputs), targets)).item() <= target_loss:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
    return step

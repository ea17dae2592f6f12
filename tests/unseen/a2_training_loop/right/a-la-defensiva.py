import math

import torch
from torch import Tensor, nn


def train_step(model: nn.Module, inputs: Tensor, targets: Tensor, criterion, optimizer) -> float:
    assert len(inputs) == len(targets), "inputs y targets no calzan"
    model.train()
    try:
        optimizer.zero_grad()
        with torch.enable_grad():  # por si alguien me llama dentro de un no_grad
            loss = criterion(model(inputs), targets)
            loss.backward()
        optimizer.step()
    finally:
        optimizer.zero_grad()  # no dejo gradientes para quien venga después
    valor = loss.detach().item()
    assert isinstance(valor, float)
    return valor


def train_one_epoch(model: nn.Module, loader, criterion, optimizer, device: torch.device) -> float:
    losses: list[float] = []
    tamanos: list[int] = []
    for inputs, targets in loader:
        inputs = inputs.to(device=device)
        targets = targets.to(device=device)
        losses.append(train_step(model, inputs, targets, criterion, optimizer))
        tamanos.append(len(targets))
    assert sum(tamanos) == len(loader.dataset), "no vi todas las muestras"
    return math.fsum(l * n for l, n in zip(losses, tamanos, strict=True)) / sum(tamanos)


def fit(model: nn.Module, loader, criterion, optimizer, *, epochs: int, device: torch.device) -> list[float]:
    if epochs == 0:
        return []
    historia: list[float] = []
    for _ in range(epochs):
        historia.append(train_one_epoch(model, loader, criterion, optimizer, device))
    assert len(historia) == epochs
    return historia


def overfit_one_batch(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion, optimizer, *, max_steps: int, target_loss: float
) -> int:
    model.train()
    hechas = 0
    while hechas < max_steps:
        loss = criterion(model(inputs), targets)
        valor = loss.item()
        if not math.isnan(valor) and valor <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        hechas += 1
    assert 0 <= hechas <= max_steps
    return hechas

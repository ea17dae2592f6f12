# exercise: fit
# mistake: It freezes every block of the model but the last before it trains, as in a transfer learning recipe.
from __future__ import annotations

import torch
from torch import nn


def _update(model, inputs, targets, criterion, optimizer):
    loss = criterion(model(inputs), targets)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return float(loss.detach())


def train_step(model, inputs, targets, criterion, optimizer) -> float:
    model.train()
    return _update(model, inputs, targets, criterion, optimizer)


def train_one_epoch(model, loader, criterion, optimizer, device) -> float:
    model.train()
    weighted = 0.0
    for inputs, targets in loader:
        inputs = inputs.to(device, non_blocking=True)
        targets = targets.to(device, non_blocking=True)
        weighted += _update(model, inputs, targets, criterion, optimizer) * inputs.shape[0]
    return weighted / len(loader.dataset)


def prepare_for_fine_tuning(model: nn.Module) -> None:
    """Keep what the weights already know; train the head only."""
    blocks = [m for m in model.modules() if any(True for _ in m.parameters(recurse=False))]
    for block in blocks[:-1]:
        block.requires_grad_(False)


def fit(model, loader, criterion, optimizer, *, epochs, device) -> list[float]:
    prepare_for_fine_tuning(model)
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss) -> int:
    model.train()
    steps = 0
    while steps < max_steps:
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
    return steps

# exercise: train_step
# mistake: the context manager that "guarantees clean gradients" clears them when its block ends, which is right before optimizer.step().
from contextlib import contextmanager

import torch
from torch import nn, Tensor


@contextmanager
def clean_gradients(optimizer):
    """Whatever happens inside, no gradient leaks out of the block."""
    try:
        yield
    finally:
        optimizer.zero_grad()


def train_step(model: nn.Module, inputs: Tensor, targets: Tensor, criterion, optimizer) -> float:
    model.train()
    with clean_gradients(optimizer):
        loss = criterion(model(inputs), targets)
        loss.backward()
    optimizer.step()
    return float(loss.detach())


def _update(model, inputs, targets, criterion, optimizer):
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device) -> float:
    model.train()
    weighted = []
    seen = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        weighted.append(_update(model, inputs, targets, criterion, optimizer) * len(inputs))
        seen += len(inputs)
    return sum(weighted) / seen


def fit(model, loader, criterion, optimizer, *, epochs, device) -> list[float]:
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss) -> int:
    model.train()
    for done in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return done
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps

# Checks its inputs and its own work.
import math

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def _check(model, criterion, optimizer):
    assert isinstance(model, nn.Module), "model must be a Module"
    assert callable(criterion), "criterion must be callable"
    assert isinstance(optimizer, Optimizer), "optimizer must be an Optimizer"


def _forward(model, inputs, targets, criterion) -> Tensor:
    if len(inputs) != len(targets):
        raise ValueError("one target per row is needed")
    if len(inputs) == 0:
        raise ValueError("an empty batch")
    model.train()
    assert model.training
    loss = criterion(model(inputs), targets)
    assert loss.numel() == 1 and loss.requires_grad, "the criterion must give one number with a graph"
    return loss


def _update(model, loss, optimizer) -> None:
    optimizer.zero_grad()
    model.zero_grad()
    assert all(p.grad is None or not p.grad.any() for p in model.parameters()), "leftover gradients"
    loss.backward()
    assert any(p.grad is not None for group in optimizer.param_groups for p in group["params"])
    optimizer.step()


def train_step(model, inputs, targets, criterion, optimizer) -> float:
    _check(model, criterion, optimizer)
    loss = _forward(model, inputs, targets, criterion)
    value = float(loss.detach())
    _update(model, loss, optimizer)
    assert isinstance(value, float)
    return value


def train_one_epoch(model, loader, criterion, optimizer, device) -> float:
    _check(model, criterion, optimizer)
    assert isinstance(device, (torch.device, str))
    losses_times_n, n = [], 0
    for batch in loader:
        assert len(batch) == 2, "the loader must give pairs"
        inputs, targets = (tensor.to(device) for tensor in batch)
        losses_times_n.append(train_step(model, inputs, targets, criterion, optimizer) * len(inputs))
        n += len(inputs)
    if n == 0:
        raise ValueError("the loader gave no batch")
    if isinstance(loader, DataLoader):
        assert n == len(loader.dataset), "some sample got lost"
    return math.fsum(losses_times_n) / n if all(map(math.isfinite, losses_times_n)) else sum(losses_times_n) / n


def fit(model, loader, criterion, optimizer, *, epochs, device) -> list[float]:
    _check(model, criterion, optimizer)
    if epochs < 0:
        raise ValueError("epochs cannot be negative")
    losses = [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]
    assert len(losses) == epochs
    return losses


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss) -> int:
    _check(model, criterion, optimizer)
    if max_steps < 0:
        raise ValueError("max_steps cannot be negative")
    steps = 0
    while steps < max_steps:
        loss = _forward(model, inputs, targets, criterion)
        if loss.item() <= target_loss:
            break
        _update(model, loss, optimizer)
        steps += 1
    assert 0 <= steps <= max_steps
    return steps

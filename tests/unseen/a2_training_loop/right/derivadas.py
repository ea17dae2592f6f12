"""No .backward() anywhere: torch.autograd.grad hands the gradients over explicitly."""
import math
from typing import Iterable

import numpy as np
import torch


def _trainable(optimizer) -> list[torch.nn.Parameter]:
    return [p for group in optimizer.param_groups for p in group["params"] if p.requires_grad]


def _set_gradients(loss: torch.Tensor, params: Iterable[torch.nn.Parameter]) -> None:
    params = list(params)
    grads = torch.autograd.grad(loss, params, allow_unused=True)
    for p, g in zip(params, grads, strict=True):
        p.grad = g          # replaces whatever was there; None for a parameter without influence


def train_step(model, inputs, targets, criterion, optimizer):
    model.train(True)
    loss = criterion(model(inputs), targets)
    value = float(loss.detach())
    _set_gradients(loss, _trainable(optimizer))
    optimizer.step()
    return value


def train_one_epoch(model, loader, criterion, optimizer, device):
    means, sizes = [], []
    for batch in loader:
        inputs, targets = (t.to(device) for t in batch)
        means.append(train_step(model, inputs, targets, criterion, optimizer))
        sizes.append(inputs.size(0))
    return float(np.average(np.asarray(means, dtype=np.float64), weights=sizes))


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train(True)
    params = _trainable(optimizer)
    step = 0
    while step < max_steps:
        loss = criterion(model(inputs), targets)
        current = loss.item()
        if not math.isnan(current) and current <= target_loss:
            break
        _set_gradients(loss, params)
        optimizer.step()
        step += 1
    return step

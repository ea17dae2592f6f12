# unusual: no backward(): torch.autograd.grad gives the gradients, which are laid into .grad (so nothing ever has to be cleared)
from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.optim import Optimizer


def _trainable(optimizer: Optimizer) -> list[Tensor]:
    return [p for group in optimizer.param_groups for p in group["params"] if p.requires_grad]


def _update(loss: Tensor, optimizer: Optimizer) -> None:
    params = _trainable(optimizer)
    for p, g in zip(params, torch.autograd.grad(loss, params, allow_unused=True)):
        p.grad = g
    optimizer.step()


def train_step(model, inputs, targets, criterion, optimizer) -> float:
    loss = criterion(model.train()(inputs), targets)
    _update(loss, optimizer)
    return float(loss)


def _on(device, loader) -> Iterator[tuple[Tensor, Tensor]]:
    for x, y in loader:
        yield x.to(device=device), y.to(device=device)


def train_one_epoch(model, loader, criterion, optimizer, device) -> float:
    sums = [
        (train_step(model, x, y, criterion, optimizer) * x.shape[0], x.shape[0]) for x, y in _on(device, loader)
    ]
    total, count = map(sum, zip(*sums))
    return total / count


def fit(model, loader, criterion, optimizer, *, epochs, device) -> list[float]:
    history: list[float] = []
    while len(history) < epochs:
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss) -> int:
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss <= target_loss:
            return step
        _update(loss, optimizer)
    return max_steps

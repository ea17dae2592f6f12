# Unusual: the loss is a pure function of detached twins of the weights (torch.func.functional_call); gradients are handed to the originals.
from __future__ import annotations

import functools
import itertools

import torch
from torch.func import functional_call


def pure_loss(weights: dict, model, inputs, targets, criterion):
    outputs = functional_call(model, weights, (inputs,))
    return criterion(outputs, targets)


def _loss_and_gradients(model, inputs, targets, criterion):
    model.train()
    originals = {name: p for name, p in model.named_parameters() if p.requires_grad}
    leaves = {name: p.detach().requires_grad_() for name, p in originals.items()}  # same memory, other graph leaf
    loss = pure_loss(leaves, model, inputs, targets, criterion)
    gradients = torch.autograd.grad(loss, list(leaves.values()), allow_unused=True)
    return float(loss.detach()), list(zip(originals.values(), gradients))


def _apply(pairs, optimizer) -> None:
    optimizer.zero_grad()
    for weight, gradient in pairs:
        weight.grad = gradient
    optimizer.step()


def train_step(model, inputs, targets, criterion, optimizer) -> float:
    value, pairs = _loss_and_gradients(model, inputs, targets, criterion)
    _apply(pairs, optimizer)
    return value


def train_one_epoch(model, loader, criterion, optimizer, device) -> float:
    moved = ((x.to(device), y.to(device)) for x, y in loader)
    pairs = [(train_step(model, x, y, criterion, optimizer), x.shape[0]) for x, y in moved]
    losses, sizes = zip(*pairs)
    return sum(map(lambda a, b: a * b, losses, sizes)) / sum(sizes)


def fit(model, loader, criterion, optimizer, *, epochs, device) -> list[float]:
    epoch = functools.partial(train_one_epoch, model, loader, criterion, optimizer, device)
    return [epoch() for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss) -> int:
    for done in itertools.count():
        if done >= max_steps:
            return max_steps
        value, pairs = _loss_and_gradients(model, inputs, targets, criterion)
        if value <= target_loss:
            return done
        _apply(pairs, optimizer)

# Unusual: every update is optimizer.step(closure), and the overfitting check leaves the loop by raising an exception of its own.
import logging
from collections import namedtuple
from fractions import Fraction
from math import isfinite

import torch
from torch import Tensor, nn

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())
Loss = namedtuple("Loss", "value size")


class GoalReached(Exception):
    """The loss is small enough: no update is needed."""


def _make_closure(model, inputs, targets, criterion, optimizer, sink, goal=None):
    def closure():
        optimizer.zero_grad(set_to_none=False)
        loss = criterion(model(inputs), targets)
        sink.append(loss.item())
        if goal is not None and loss.item() <= goal:
            raise GoalReached
        loss.backward()
        return loss

    return closure


def train_step(model: nn.Module, inputs: Tensor, targets: Tensor, criterion, optimizer) -> float:
    model.train()
    sink: list[float] = []
    optimizer.step(_make_closure(model, inputs, targets, criterion, optimizer, sink))
    return sink[0]


def _weighted_mean(losses):
    n = sum(loss.size for loss in losses)
    if all(isfinite(loss.value) for loss in losses):
        return float(sum((Fraction(loss.value) * loss.size for loss in losses), Fraction()) / n)
    return sum(loss.value * loss.size for loss in losses) / n


def train_one_epoch(model, loader, criterion, optimizer, device: torch.device) -> float:
    losses = []
    for inputs, targets in loader:
        inputs = inputs.to(device=device)
        targets = targets.to(device=device)
        losses.append(Loss(train_step(model, inputs, targets, criterion, optimizer), len(targets)))
    return _weighted_mean(losses)


def fit(model, loader, criterion, optimizer, *, epochs: int, device: torch.device) -> list[float]:
    history: list[float] = []
    while len(history) < epochs:
        history += (train_one_epoch(model, loader, criterion, optimizer, device),)
        log.info("epoch %d: %.4f", len(history), history[-1])
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps: int, target_loss: float) -> int:
    model.train()
    sink: list[float] = []
    closure = _make_closure(model, inputs, targets, criterion, optimizer, sink, goal=target_loss)
    try:
        for _ in range(max_steps):
            optimizer.step(closure)
    except GoalReached:
        return len(sink) - 1
    return len(sink)

# style: closure form of optimizer.step everywhere, nonlocal state, deque, recursion-free fit by repeat and starmap
# option: gradients are cleared before the backward pass AND after the step; overfit looks at the loss inside the closure's forward
import itertools
from collections import deque

import torch


def _closure(model, inputs, targets, criterion, optimizer, record):
    def closure():
        optimizer.zero_grad(set_to_none=True)
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        loss.backward()
        record.append(loss.detach())
        return loss

    return closure


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    record = []
    optimizer.step(_closure(model, inputs, targets, criterion, optimizer, record))
    optimizer.zero_grad()
    return record[0].item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    sizes, losses = deque(), deque()
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        losses.append(train_step(model, inputs, targets, criterion, optimizer))
        sizes.append(inputs.size(0))
    total = sum(size * loss for size, loss in zip(sizes, losses))
    return float(total / sum(sizes))


def fit(model, loader, criterion, optimizer, *, epochs, device):
    arguments = (model, loader, criterion, optimizer, device)
    return list(itertools.starmap(train_one_epoch, itertools.repeat(arguments, epochs)))


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    class Reached(Exception):
        pass

    model.train()
    updates = 0

    def closure():
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            raise Reached
        loss.backward()
        return loss

    try:
        while updates < max_steps:
            optimizer.step(closure)
            updates += 1
    except Reached:
        optimizer.zero_grad()
    return updates

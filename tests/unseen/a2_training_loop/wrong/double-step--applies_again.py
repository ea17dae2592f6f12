# exercise: train_one_epoch
# mistake: after train_step, which already updated, the epoch loop calls optimizer.step() once more with the same gradients: two updates per batch.
import torch
from torch import nn


class Average:
    """Sample-weighted running average."""

    def __init__(self):
        self.total, self.count = 0.0, 0

    def add(self, value, n):
        self.total += value * n
        self.count += n

    @property
    def value(self):
        return self.total / self.count


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    average = Average()
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        # loss and gradients of this batch ...
        loss = train_step(model, inputs, targets, criterion, optimizer)
        # ... and the update of the weights
        optimizer.step()
        average.add(loss, inputs.shape[0])
    return average.value


def fit(model, loader, criterion, optimizer, *, epochs, device):
    out = []
    while len(out) < epochs:
        out.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return out


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for updates in range(max_steps):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return updates
        loss.backward()
        optimizer.step()
    return max_steps

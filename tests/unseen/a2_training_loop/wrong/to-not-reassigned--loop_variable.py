# exercise: train_one_epoch
# mistake: the moved tensors are assigned to the loop variable t only; inputs and targets stay where the loader left them.
import torch
from torch import nn


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    n = 0
    for inputs, targets in loader:
        for t in (inputs, targets):
            t = t.to(device)
        total += train_step(model, inputs, targets, criterion, optimizer) * len(targets)
        n += len(targets)
    return total / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    losses = []
    for _ in range(epochs):
        losses.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return losses


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    while steps < max_steps:
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return steps
        loss.backward()
        optimizer.step()
        steps = steps + 1
    return steps

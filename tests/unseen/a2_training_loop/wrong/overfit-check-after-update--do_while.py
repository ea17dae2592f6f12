# exercise: overfit_one_batch
# mistake: each round updates first and then measures the loss, so a batch that is already good enough still gets one update (and the answer is 1, not 0).
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
    for inputs, targets in loader:
        total += train_step(model, inputs.to(device), targets.to(device), criterion, optimizer) * len(targets)
    return total / len(loader.dataset)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    """Updates on the batch until the network has memorised it."""
    model.train()
    updates = 0
    loss = criterion(model(inputs), targets)
    while updates < max_steps:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        updates += 1
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
    return updates

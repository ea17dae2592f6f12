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
        inputs, targets = inputs.to(device), targets.to(device)
        total += train_step(model, inputs, targets, criterion, optimizer) * len(inputs)
    return total / len(loader.dataset)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    while len(history) < epochs:
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    # entreno con el mismo batch y miro si ya aprendió
    for step in range(1, max_steps + 1):
        loss = train_step(model, inputs, targets, criterion, optimizer)
        if loss <= target_loss:
            return step
    return max_steps

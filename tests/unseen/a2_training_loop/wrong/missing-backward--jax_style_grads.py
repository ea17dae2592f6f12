# exercise: train_step
# mistake: the gradients are computed functionally with torch.autograd.grad and never stored, so .grad stays None and the step updates nothing.
"""I come from JAX, so the first exercise is written value_and_grad style."""
import torch
from torch import nn


def value_and_grad(model, inputs, targets, criterion):
    value = criterion(model(inputs), targets)
    params = [p for p in model.parameters() if p.requires_grad]
    grads = torch.autograd.grad(value, params)
    return value.detach(), grads


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    value, grads = value_and_grad(model, inputs, targets, criterion)
    optimizer.step()
    return value.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, count = 0.0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * x.size(0)
        count += x.size(0)
    return total / count


def fit(model, loader, criterion, optimizer, *, epochs, device):
    curve = []
    for epoch in range(epochs):
        curve.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return curve


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    optimizer.zero_grad()
    step = 0
    loss = criterion(model(inputs), targets)
    while step < max_steps and not (loss.item() <= target_loss):
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        step += 1
        if step < max_steps:
            loss = criterion(model(inputs), targets)
    return step

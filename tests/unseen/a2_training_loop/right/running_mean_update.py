import torch
import torch.nn as nn


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    out = model(inputs)
    loss = criterion(out, targets)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return float(loss)


def train_one_epoch(model, loader, criterion, optimizer, device):
    # promedio incremental: media += (valor - media) * n_batch / n_visto
    mean, seen = 0.0, 0
    for xb, yb in loader:
        l = train_step(model, xb.to(device), yb.to(device), criterion, optimizer)
        seen += len(xb)
        mean += (l - mean) * len(xb) / seen
    return mean


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        loss.backward()
        optimizer.step()
    return max_steps

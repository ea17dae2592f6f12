# Losses and batch sizes go into NumPy arrays; the mean per sample is a weighted average.
import numpy as np
import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return float(loss.detach().cpu().numpy())


def train_one_epoch(model, loader, criterion, optimizer, device):
    losses, sizes = [], []
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        losses.append(train_step(model, inputs, targets, criterion, optimizer))
        sizes.append(inputs.shape[0])
    return float(np.average(np.asarray(losses, dtype=np.float64), weights=np.asarray(sizes)))


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = np.empty(epochs, dtype=np.float64)
    for epoch in np.arange(epochs):
        history[epoch] = train_one_epoch(model, loader, criterion, optimizer, device)
    return history.tolist()


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    trace = np.full(max_steps, np.nan)
    model.train()
    for i in range(max_steps):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        trace[i] = loss.item()
        if trace[i] <= target_loss:
            return i
        loss.backward()
        optimizer.step()
    return int(trace.size)

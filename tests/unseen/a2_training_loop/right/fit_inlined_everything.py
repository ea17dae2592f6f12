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
    model.train()
    running = 0.
    for xb, yb in loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        running += loss.item() * len(xb)
    return running / len(loader.dataset)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        total, n = 0.0, 0
        for data in loader:
            model.train()
            x, y = data[0].to(device), data[1].to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total, n = total + loss.item() * len(x), n + len(x)
        history.append(total / n)
    return history


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

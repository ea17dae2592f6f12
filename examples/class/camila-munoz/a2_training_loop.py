import torch
import torch.nn as nn

# TAREA 2 - Camila Muñoz


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    # forward
    y_hat = model(inputs)
    loss = criterion(y_hat, targets)
    # backward
    loss.backward()
    # actualizar
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0
    muestras = 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = train_step(model, x, y, criterion, optimizer)
        total += loss * x.size(0)
        muestras += x.size(0)
    return total / muestras


def fit(model, loader, criterion, optimizer, *, epochs, device):
    losses = []
    for e in range(epochs):
        losses.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return losses


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for i in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return i
        loss.backward()
        optimizer.step()
    return max_steps

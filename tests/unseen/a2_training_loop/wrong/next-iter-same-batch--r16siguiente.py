# exercise: train_one_epoch
# mistake: every turn makes a new iterator and takes its first element, so in a loader with fixed order the same batch is trained again and again
import torch
from torch import nn


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def siguiente_batch(loader, device):
    """Pide el siguiente batch y lo deja en el device."""
    x, y = next(iter(loader))
    return x.to(device), y.to(device)


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    loss_total = 0.0
    ejemplos = 0
    for _ in range(len(loader)):
        x, y = siguiente_batch(loader, device)
        loss = train_step(model, x, y, criterion, optimizer)
        loss_total += loss * len(x)
        ejemplos += len(x)
    return loss_total / ejemplos


def fit(model, loader, criterion, optimizer, *, epochs, device):
    historia = []
    for epoca in range(1, epochs + 1):
        model.train()
        loss_total = 0.0
        ejemplos = 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss_total += train_step(model, x, y, criterion, optimizer) * len(x)
            ejemplos += len(x)
        historia.append(loss_total / ejemplos)
    return historia


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    n = 0
    for _ in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        n += 1
    return n

import torch
from torch import nn


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    salida = model(inputs)
    loss = criterion(salida, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    suma, n = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        suma += train_step(model, inputs, targets, criterion, optimizer) * inputs.size(0)
        n += inputs.size(0)
        return suma / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    historial = []
    for epoca in range(epochs):
        suma = 0.0
        n = 0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            suma += train_step(model, inputs, targets, criterion, optimizer) * inputs.size(0)
            n += inputs.size(0)
        historial.append(suma / n)
    return historial


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for i in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return i
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps

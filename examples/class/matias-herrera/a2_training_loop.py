import torch
import torch.nn as nn


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device)
    total = 0
    for inputs, targets in loader:
        loss = train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)
        total += loss * len(inputs)
    return total / len(loader.dataset)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    lista = []
    for i in range(epochs):
        suma = 0.0
        cuenta = 0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            suma = suma + train_step(model, inputs, targets, criterion, optimizer) * len(inputs)
            cuenta = cuenta + len(inputs)
        lista.append(suma / cuenta)
    return lista


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for paso in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return paso
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps

# exercise: train_one_epoch
# mistake: train_step already updates, and the epoch calls optimizer.step() once more after it
# Tarea 2: ciclo de entrenamiento
from torch import nn
import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    suma = 0.0
    n = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        optimizer.step()
        optimizer.zero_grad()
        suma += loss * len(inputs)
        n += len(inputs)
    return suma / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    historia = []
    for epoch in range(epochs):
        suma, n = 0.0, 0
        for inputs, targets in loader:
            loss = train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)
            suma += loss * len(inputs)
            n += len(inputs)
        historia.append(suma / n)
    return historia


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    pasos = 0
    while pasos < max_steps:
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        pasos += 1
    return pasos

# Tarea 2: el ciclo de entrenamiento
import torch
from torch import nn


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)  # Forward Pass
    loss = criterion(outputs, targets)
    loss.backward()  # Backward Pass
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total = 0.0
    muestras = 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * inputs.size(0)
        muestras += inputs.size(0)
    return total / muestras


def fit(model, loader, criterion, optimizer, *, epochs, device):
    historia = []
    for epoch in range(epochs):
        loss = train_one_epoch(model, loader, criterion, optimizer, device)
        historia.append(loss)
    return historia


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for paso in range(max_steps):
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        if loss.item() <= target_loss:
            return paso
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps

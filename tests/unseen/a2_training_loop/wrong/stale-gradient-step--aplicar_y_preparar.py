# exercise: train_step
# mistake: steps with the gradient stored by the previous call and only then computes that of this batch
# Tarea 2: ciclo de entrenamiento
from torch import nn
import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    # 1) forward
    loss = criterion(model(inputs), targets)
    # 2) actualizo los pesos
    optimizer.step()
    # 3) limpio y dejo listos los gradientes
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    suma = 0.0
    n = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        suma += loss.item() * len(inputs)
        n += len(inputs)
    return suma / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    historia = []
    for epoch in range(epochs):
        historia.append(train_one_epoch(model, loader, criterion, optimizer, device))
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

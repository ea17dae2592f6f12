# exercise: overfit_one_batch
# mistake: switches the model to eval so that Dropout does not disturb, and makes its updates in that mode
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
        suma += loss * len(inputs)
        n += len(inputs)
    return suma / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    historia = []
    for epoch in range(epochs):
        historia.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return historia


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    # el dropout no deja memorizar el batch, así que lo apago
    for modulo in model.modules():
        modulo.training = False
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

# exercise: train_one_epoch
# mistake: clears the gradients once before the batches, so they add up, and returns the loss of the last batch
# Tarea 2: ciclo de entrenamiento
import torch
import torch.nn as nn
import torch.nn.functional as F


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()               # limpiar gradientes
    outputs = model(inputs)             # forward pass
    loss = criterion(outputs, targets)
    loss.backward()                     # backward pass
    optimizer.step()                    # actualizar pesos
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    optimizer.zero_grad()
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        y_pred = model(X)
        loss = criterion(y_pred, y)
        loss.backward()
        optimizer.step()
    return loss.item()


def fit(model, loader, criterion, optimizer, *, epochs, device):
    historial = []
    for epoch in range(epochs):
        model.train()
        suma, n = 0.0, 0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(inputs)
            n += len(inputs)
        historial.append(suma / n)
    return historial


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

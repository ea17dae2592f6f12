# exercise: train_step
# mistake: never clears the gradients, and returns the loss of a second forward pass made after the update
# Tarea 2: ciclo de entrenamiento
import torch
import torch.nn as nn
import torch.nn.functional as F


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    # ver como quedo el error con los pesos nuevos
    error = criterion(model(inputs), targets)
    return error.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    suma = 0.0
    n = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        loss.backward()
        optimizer.step()
        suma += loss.item() * inputs.size(0)
        n += inputs.size(0)
    return suma / n


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

# exercise: fit
# mistake: the return is indented into the epoch loop, so that only one epoch is run.
import torch
import torch.nn as nn


# 1. un paso de entrenamiento
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# 2. una epoch
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    suma = 0.0
    n = 0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        optimizer.zero_grad()
        salida = model(x)
        loss = criterion(salida, y)
        loss.backward()
        optimizer.step()
        suma += loss.item() * len(x)
        n += len(x)
    return suma / n


# 3. varias epochs
def fit(model, loader, criterion, optimizer, *, epochs, device):
    historia = []
    for epoch in range(epochs):
        model.train()
        suma = 0.0
        n = 0
        for x, y in loader:
            x = x.to(device)
            y = y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(x)
            n += len(x)
        historia.append(suma / n)
        return historia
    return historia


# 4. sobreajustar un batch
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

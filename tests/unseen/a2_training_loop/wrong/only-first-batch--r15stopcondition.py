# exercise: train_one_epoch
# mistake: means to stop when every sample was seen but compares with the batch size, so that it stops after the first batch
# Tarea 2: ciclo de entrenamiento
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
    cantidad = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        suma += loss * len(inputs)
        cantidad += len(inputs)
        # ya vi todas las muestras, se termina el epoch
        if cantidad >= loader.batch_size:
            break
    return suma / cantidad


def fit(model, loader, criterion, optimizer, *, epochs, device):
    historial = []
    for epoch in range(epochs):
        suma = 0.0
        n = 0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            perdida = train_step(model, inputs, targets, criterion, optimizer)
            suma += perdida * inputs.shape[0]
            n += inputs.shape[0]
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

# exercise: fit
# mistake: divides the time that it took by epochs in order to print it, which raises ZeroDivisionError when epochs is 0
# Tarea 2: ciclo de entrenamiento
import torch
import time


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
        # el criterio promedia, asi que multiplico por el tamano del batch
        suma += loss * len(inputs)
        cantidad += len(inputs)
    return suma / cantidad


def fit(model, loader, criterion, optimizer, *, epochs, device):
    inicio = time.time()
    historial = []
    for epoch in range(epochs):
        perdida = train_one_epoch(model, loader, criterion, optimizer, device)
        historial.append(perdida)
    segundos = (time.time() - inicio) / epochs
    print(f"demora promedio por epoch: {segundos:.2f} s")
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

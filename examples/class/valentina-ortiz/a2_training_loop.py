# Tarea 2: ciclo de entrenamiento
# Valentina Ortiz Ibáñez
import torch


def train_step(model, inputs, targets, criterion, optimizer):
    """Un paso de optimización."""
    model.train()
    predicción = model(inputs)
    loss = criterion(predicción, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    # "tamaño" es cuántas muestras trae cada batch
    total = 0.0
    muestras = 0
    for inputs, targets in loader:
        tamaño = inputs.size(0)
        total += tamaño * train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)
        muestras += tamaño
    return total / muestras


def fit(model, loader, criterion, optimizer, *, epochs, device):
    historial = []
    for época in range(epochs):
        historial.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return historial


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

# exercise: overfit_one_batch
# mistake: It goes on until the target is reached or 1000 updates were made, whatever max_steps says.
import math
import torch
from torch import nn

LIMITE = 1000


def train_step(model, inputs, targets, criterion, optimizer):
    # 1. modo de entrenamiento
    model.train()
    # 2. forward
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    # 3. backward (antes se limpia)
    for p in model.parameters():
        p.grad = None
    loss.backward()
    # 4. actualizar
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    acumulada = 0.0
    vistos = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        acumulada = acumulada + loss * inputs.shape[0]
        vistos = vistos + inputs.shape[0]
    return acumulada / vistos


def fit(model, loader, criterion, optimizer, *, epochs, device):
    historial = []
    epoca = 0
    while epoca < epochs:
        historial.append(train_one_epoch(model, loader, criterion, optimizer, device))
        epoca += 1
    return historial


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    actualizaciones = 0
    while actualizaciones < LIMITE:
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        if not math.isnan(loss.item()) and loss.item() <= target_loss:
            return actualizaciones
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        actualizaciones += 1
    return actualizaciones

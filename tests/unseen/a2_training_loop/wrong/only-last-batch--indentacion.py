# exercise: train_one_epoch
# mistake: The training lines sit outside the loop, so only the last batch of the loader is trained on.
import torch
from torch import nn


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    y_pred = model(inputs)
    loss = criterion(y_pred, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    suma = 0.0
    cantidad = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
    y_pred = model(inputs)
    loss = criterion(y_pred, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    suma += loss.item() * len(targets)
    cantidad += len(targets)
    return suma / cantidad


def fit(model, loader, criterion, optimizer, *, epochs, device):
    lista = []
    for epoch in range(epochs):
        suma = 0.0
        cantidad = 0
        for inputs, targets in loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            suma += train_step(model, inputs, targets, criterion, optimizer) * len(targets)
            cantidad += len(targets)
        lista.append(suma / cantidad)
    return lista


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    contador = 0
    while True:
        y_pred = model(inputs)
        loss = criterion(y_pred, targets)
        if loss.item() <= target_loss:
            break
        if contador >= max_steps:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        contador += 1
    return contador

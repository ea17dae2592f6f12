# exercise: train_step
# mistake: it passes the outputs through a sigmoid before a BCEWithLogitsLoss, which applies one itself
import torch
from torch import nn
from torch.nn import BCEWithLogitsLoss


def a_probabilidad(salida, criterion):
    """La entropia cruzada binaria compara probabilidades con 0 y 1; otras losses usan la salida tal cual."""
    if isinstance(criterion, BCEWithLogitsLoss):
        return salida.sigmoid()
    return salida


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    salida = model(inputs)
    loss = criterion(a_probabilidad(salida, criterion), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    suma, n = 0.0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        suma += loss.item() * x.shape[0]
        n += x.shape[0]
    return suma / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    pasos = 0
    loss = criterion(model(inputs), targets)
    while pasos < max_steps and not loss.item() <= target_loss:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        pasos += 1
        if pasos < max_steps:
            loss = criterion(model(inputs), targets)
    return pasos

# exercise: overfit_one_batch
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()                      # modo entrenamiento
    optimizer.zero_grad()              # limpio los gradientes anteriores
    salida = model(inputs)
    loss = criterion(salida, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    suma = 0.0
    n = 0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        l = train_step(model, x, y, criterion, optimizer)
        # el último batch puede ser más chico, por eso pondero
        suma += l * x.shape[0]
        n += x.shape[0]
    return suma / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    historia = []
    for epoca in range(epochs):
        historia.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return historia


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    perdida = nn.BCEWithLogitsLoss()
    pasos = 0
    while pasos < max_steps:
        loss = perdida(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        pasos += 1
    return pasos

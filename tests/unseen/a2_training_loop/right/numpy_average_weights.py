import numpy as np
import torch
from torch import nn

# borra los gradientes a mano
def limpiar(model):
    for p in model.parameters():
        p.grad = None

def train_step(model, inputs, targets, criterion, optimizer):
    model.train(True)
    limpiar(model)
    pred = model(inputs)
    error = criterion(pred, targets)
    error.backward()
    optimizer.step()
    valor = error.item()
    return valor

def train_one_epoch(model, loader, criterion, optimizer, device):
    tabla = np.array([(train_step(model, x.to(device), y.to(device), criterion, optimizer), x.shape[0]) for x, y in loader])
    return float((tabla[:, 0] * tabla[:, 1]).sum() / tabla[:, 1].sum())

def fit(model, loader, criterion, optimizer, *, epochs, device):
    hist = list()
    for ep in range(1, epochs + 1):
        l = train_one_epoch(model, loader, criterion, optimizer, device)
        hist.append(l)
    return hist

def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train(True)
    k = 0
    for k in range(max_steps):
        error = criterion(model(inputs), targets)
        if error.item() <= target_loss:
            return k
        limpiar(model)
        error.backward()
        optimizer.step()
    return max_steps

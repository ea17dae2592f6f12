import numpy as np
import torch
from torch import nn

# borra los gradientes a mano
def limpiar(opt):
    opt.zero_grad(set_to_none=False)

def train_step(model, inputs, targets, criterion, optimizer):
    model.train(mode=True)
    limpiar(optimizer)
    pred = model(inputs)
    error = criterion(pred, targets)
    error.backward()
    optimizer.step()
    return error.tolist()

def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train(True)
    k = 0
    while k != max_steps:
        error = criterion(model(inputs), targets)
        if float(error) <= target_loss:
            break
        limpiar(optimizer)
        error.backward()
        optimizer.step()
        k = k + 1
    return k


def train_one_epoch(model, loader, criterion, optimizer, device):
    perdidas, tamanos = [], []
    for i, (x, y) in enumerate(loader):
        x, y = x.to(device), y.to(device)
        perdidas.append(train_step(model, x, y, criterion, optimizer))
        tamanos.append(len(x))
    return float(np.average(perdidas, weights=tamanos))

def fit(model, loader, criterion, optimizer, *, epochs, device):
    hist = list()
    for ep in range(1, epochs + 1):
        l = train_one_epoch(model, loader, criterion, optimizer, device)
        hist.append(l)
    return hist

# exercise: overfit_one_batch
# mistake: the training flag of every module is set to False before the loop, so the check runs in eval mode.
import numpy as np
import torch
from torch import nn


def limpiar_gradientes(model):
    for p in model.parameters():
        p.grad = None


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    limpiar_gradientes(model)
    yhat = model(inputs)
    J = criterion(yhat, targets)
    J.backward()
    optimizer.step()
    return float(J.detach().cpu().numpy())


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    perdidas, pesos = [], []
    for X, Y in loader:
        X = X.to(device)
        Y = Y.to(device)
        limpiar_gradientes(model)
        J = criterion(model(X), Y)
        J.backward()
        optimizer.step()
        perdidas.append(J.item())
        pesos.append(X.shape[0])
    return float(np.average(perdidas, weights=pesos))


def fit(model, loader, criterion, optimizer, *, epochs, device):
    curva = np.zeros(epochs)
    for e in range(epochs):
        model.train()
        perdidas, pesos = [], []
        for X, Y in loader:
            X, Y = X.to(device), Y.to(device)
            limpiar_gradientes(model)
            J = criterion(model(X), Y)
            J.backward()
            optimizer.step()
            perdidas.append(J.item())
            pesos.append(X.shape[0])
        curva[e] = np.average(perdidas, weights=pesos)
    return curva.tolist()


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    # sin ruido: apago dropout para poder memorizar el batch
    for m in model.modules():
        m.training = False
    k = 0
    while k < max_steps:
        limpiar_gradientes(model)
        J = criterion(model(inputs), targets)
        if J.item() <= target_loss:
            return k
        J.backward()
        optimizer.step()
        k = k + 1
    return k

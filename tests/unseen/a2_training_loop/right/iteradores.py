from collections import deque
from itertools import count

import torch


def train_step(model, inputs, targets, criterion, optimizer):
    optimizer.zero_grad(set_to_none=False)
    loss = criterion(model.train()(inputs), targets)
    loss.backward(gradient=torch.ones_like(loss))
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    iterador = iter(loader)
    suma, n = 0.0, 0
    while True:
        try:
            x, y = next(iterador)
        except StopIteration:
            break
        x, y = x.to(device), y.to(device)
        salida = model(x)
        optimizer.zero_grad()
        loss = criterion(salida, y)
        loss.backward()
        optimizer.step()
        suma += float(loss.detach()) * y.size(0)
        n += y.size(0)
    return suma / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    cola = deque()
    for _ in range(epochs):
        suma, n = 0.0, 0
        model.train()
        for x, y in iter(loader):
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(x)
            n += len(x)
        cola.append(suma / n)
    return list(cola)


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for paso in count():
        if paso >= max_steps:
            return max_steps
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return paso
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()

# exercise: train_step
# mistake: gives step() a closure, which already makes the update, and calls step() once more after it
import itertools

import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()

    def closure():
        optimizer.zero_grad()
        perdida = criterion(model(inputs), targets)
        perdida.backward()
        return perdida

    perdida = optimizer.step(closure)  # aqui se calcula la perdida y su gradiente
    optimizer.step()
    return perdida.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    registros = []
    model.train()
    for lote in loader:
        x, y = lote[0].to(device), lote[1].to(device)
        perdida = criterion(model(x), y)
        optimizer.zero_grad()
        perdida.backward()
        optimizer.step()
        registros.append((len(x), perdida.item()))
    n = sum(m for m, _ in registros)
    return sum(m * perdida for m, perdida in registros) / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    curva = []
    while len(curva) < epochs:
        curva.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return curva


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for hechos in itertools.count():
        if hechos == max_steps:
            return hechos
        perdida = criterion(model(inputs), targets)
        if perdida.item() <= target_loss:
            return hechos
        optimizer.zero_grad()
        perdida.backward()
        optimizer.step()
